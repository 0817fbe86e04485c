// The list of plans beside the map and the record: it follows what is read, and can be folded away.
import type { PlanPage } from "./page";

const FOLDED = "queue-folded";

/** Bring the list up to date once the plan is open, show which of them is, and let it be folded. */
export function connectQueue({ config, left }: PlanPage): void {
  const queue = document.querySelector<HTMLElement>(".queue");
  if (!queue) return;
  const split = queue.closest(".split")!;
  const button = queue.querySelector<HTMLButtonElement>("button.fold")!;
  const fold = (folded: boolean) => {
    split.classList.toggle("folded", folded);
    button.setAttribute("aria-expanded", String(!folded));
    window.dispatchEvent(new Event("resize")); // the map has another width
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const folded = !split.classList.contains("folded");
    localStorage.setItem(FOLDED, folded ? "1" : "");
    fold(folded);
  }, { signal: left });
  fold(localStorage.getItem(FOLDED) === "1");
  showOpen(queue, config.plan);
  void bring(queue, config.plan, left);
}

async function bring(queue: HTMLElement, plan: number | undefined, left: AbortSignal): Promise<void> {
  const answer = await fetch(queue.dataset.address!, { headers: { "X-Part": "queue" }, signal: left }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => "") : "";
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
