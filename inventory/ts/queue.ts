// The list of plans beside the map and the record: it follows what is read, and can be folded away.
import type { PlanPage } from "./page";

const FOLDED = "queue-folded";

/** Bring the list up to date once the plan is shown, say which of them it is, and let it be folded. */
export function connectQueue(page: PlanPage): void {
  const { config, left } = page;
  const queue = document.querySelector<HTMLElement>(".queue");
  if (!queue) return;
  const split = queue.closest(".split")!;
  const button = queue.querySelector<HTMLButtonElement>("button.fold")!;
  const fold = (folded: boolean) => {
    button.setAttribute("aria-expanded", String(!folded));
    if (split.classList.contains("folded") === folded) return;
    split.classList.toggle("folded", folded);
    page.shown.map.invalidateSize();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const folded = !split.classList.contains("folded");
    localStorage.setItem(FOLDED, folded ? "1" : "");
    fold(folded);
  }, { signal: left });
  fold(localStorage.getItem(FOLDED) === "1");
  showOpen(queue, config.plan);
  void bring(queue, page);
}

async function bring(queue: HTMLElement, { config: { plan }, shown, left }: PlanPage): Promise<void> {
  await shown.calm(); // the map goes before the list
  if (left.aborted) return;
  const answer = await fetch(queue.dataset.address!, { headers: { "X-Part": "queue" }, signal: left }).catch(() => null);
  const text = await answer?.text().catch(() => ""); // of a filter that cannot be answered too
  if (left.aborted || !text) return;
  const list = new DOMParser().parseFromString(text, "text/html").getElementById("queue-list");
  if (!list) return;
  queue.querySelector("#queue-list")!.replaceWith(list);
  showOpen(queue, plan);
}

function showOpen(queue: HTMLElement, plan: number | undefined): void {
  for (const link of queue.querySelectorAll<HTMLAnchorElement>(".decisions a")) {
    const open = new URL(link.href).pathname === `/inventering/plan/${plan}/`;
    if (open) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (open) queue.scrollTop = link.getBoundingClientRect().top - queue.getBoundingClientRect().top + queue.scrollTop - queue.clientHeight / 3;
  }
}
