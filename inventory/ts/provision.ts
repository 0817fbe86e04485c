// The fields of a provision: "q1" becomes q and 1, and what type it seems to be is said while it is typed.
import { announce, word } from "./config";
import { CAME } from "./later";
import type { PlanPage } from "./page";

interface Proposal {
  classes: string[];
  /** The proposal with its reason, in the words of the page; empty where nothing is to be said. */
  told: string;
}

const PRINTED = /^(\p{L}+) ?(\d{1,3})$/u;
const PAUSE = 200; // milliseconds without typing before the server is asked
const MOST = 1000; // characters of a wording that fit in an address

export function connectProvision({ side, left }: PlanPage): void {
  const panel = side.querySelector<HTMLElement>("[data-proposal]");
  const form = panel?.closest("form");
  if (!panel || !form) return;
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const boxes = [...form.querySelectorAll<HTMLInputElement>("input[name=classes]")];
  const told = panel.querySelector<HTMLElement>(".told")!;
  const button = panel.querySelector<HTMLButtonElement>("button")!;
  panel.querySelector(".take-over")?.remove(); // the button does it at once
  let proposed: string[] = [];
  let timer = 0;
  let latest = 0;

  const tell = () => {
    const taken = boxes.every((box) => box.checked === proposed.includes(box.value));
    button.hidden = !proposed.length || taken;
  };
  const ask = async () => {
    const own = ++latest;
    const asked = new URLSearchParams({
      beslut: field("decision")?.value ?? panel.dataset.decision!,
      beteckning: field("letter").value + field("index").value,
      formulering: field("wording").value.slice(0, MOST),
    });
    const answer = await fetch(`${panel.dataset.proposal!}?${asked}`, { signal: left }).catch(() => null);
    const found = answer?.ok ? ((await answer.json()) as Proposal) : null;
    if (!found || own !== latest || left.aborted) return; // without a network nothing is proposed
    proposed = found.classes;
    if (told.textContent !== found.told) told.textContent = found.told;
    tell();
  };
  const later = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE);
  };
  const takeOver = () => {
    if (button.hidden) return;
    boxes.forEach((box) => (box.checked = proposed.includes(box.value)));
    field("decided_from").value = "proposal";
    if (document.activeElement === button) boxes.find((box) => box.checked)!.focus();
    tell();
    announce(word("taken"));
  };

  button.addEventListener("click", takeOver);
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.code !== "KeyG" || button.hidden) return;
    event.preventDefault();
    takeOver();
  });
  field("letter").addEventListener("change", () => splitPrinted(field("letter"), field("index")));
  for (const name of ["letter", "index", "wording"]) field(name).addEventListener("input", later);
  form.addEventListener("change", (event) => {
    if ((event.target as HTMLInputElement).name === "decision") later();
    tell();
  });
  if (field("letter").value || field("wording").value) void ask();
  else if (form.id === "provision-form") field("letter").focus({ preventScroll: true });
}

/** What the plan prints, q1, into its two fields; the case is kept, for it carries meaning. */
function splitPrinted(letter: HTMLInputElement, index: HTMLInputElement): void {
  const found = PRINTED.exec(letter.value.trim());
  if (!found || index.value) return;
  letter.value = found[1]!;
  index.value = found[2]!;
}

/** In the list of provisions: one press picks a provision for a new marking, one ticks all proposed. */
export function connectProvisionList({ side }: PlanPage): void {
  const choice = side.querySelector<HTMLSelectElement>("#marking-form [name=provision]");
  side.querySelector(".provisions")?.addEventListener("click", (happened) => {
    const event = happened as MouseEvent;
    const link = (event.target as Element).closest<HTMLElement>("a[data-provision]");
    if (!link || !choice || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choice.value = link.dataset.provision!;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    const thing = side.querySelector<HTMLElement>("#marking-form [name=thing]")!;
    thing.focus();
    thing.scrollIntoView({ block: "center" });
  });
  const all = side.querySelector<HTMLInputElement>(".provisions input.all");
  if (!all) return;
  all.closest("label")!.hidden = false;
  const tick = (rows: Iterable<Element>) => {
    for (const row of rows) row.querySelectorAll<HTMLInputElement>("input[name=rad]").forEach((box) => (box.checked = all.checked));
  };
  all.addEventListener("change", () => tick(side.querySelectorAll("#provisions > li")));
  side.addEventListener(CAME, (event) => all.checked && tick((event as CustomEvent<Element[]>).detail));
}
