// The list of what the text suggests: each with its page, to be looked at and taken by one key.
import type { Evidence } from "./evidence";
import { wordsOf } from "./lines";
import type { PlanPage } from "./page";
import type { Reader } from "./reader";
import { around } from "./rectangles";
import { type Suggestion, suggestions } from "./suggestions";

const MAX_PAGES = 300;

export function connectSuggestions(reader: Reader, page: PlanPage, evidence: Evidence): void {
  const { section } = reader;
  const button = section.querySelector<HTMLButtonElement>("[data-do=suggest]")!;
  const part = section.querySelector<HTMLElement>("#suggestions")!;
  const list = part.querySelector("ol")!;
  const form = page.side.querySelector<HTMLFormElement>("#marking-form");

  const fold = (open: boolean) => {
    part.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  const take = (suggestion: Suggestion) => {
    if (!form || !reader.open) return;
    const { letter, index, wording, lines, page: number } = suggestion;
    evidence.choose({ document: reader.open.id, page: number, ...around(lines), quote: wordsOf(lines) });
    fill(form, { letter, index, wording }, reader.open.akt);
    reader.tell("filled", { what: letter + index });
    (form.elements.namedItem("letter") as HTMLElement | null)?.focus();
  };
  const itemOf = (suggestion: Suggestion) => {
    const { letter, index, wording, page: number, lines } = suggestion;
    const choice = document.createElement("button");
    choice.type = "button";
    const printed = document.createElement("strong");
    printed.textContent = letter + index;
    const place = document.createElement("span");
    place.className = "help";
    place.textContent = reader.words("pageShort", { page: number });
    choice.append(printed, ` ${wording} `, place);
    const look = () => reader.show(number, lines);
    choice.addEventListener("focus", () => void look());
    choice.addEventListener("click", () => {
      void look();
      take(suggestion);
    });
    const item = document.createElement("li");
    item.append(choice);
    return item;
  };
  section.addEventListener("opened", () => void find());
  section.addEventListener("closed", () => {
    fold(false);
    list.replaceChildren();
  });
  const find = async () => {
    const { open } = reader;
    button.textContent = reader.words("suggested");
    section.removeAttribute("data-suggestions");
    if (!open?.paper.hasText) return;
    const found: Suggestion[] = [];
    const pages = Math.min(open.paper.pages, MAX_PAGES);
    for (let number = 1; number <= pages; number++) {
      const lines = await open.paper.lines(number).catch(() => []);
      if (reader.open !== open) return;
      found.push(...suggestions(number, lines));
    }
    list.replaceChildren(...found.map(itemOf));
    button.textContent = `${reader.words("suggested")} (${found.length})`;
    section.setAttribute("data-suggestions", String(found.length));
    if (pages < open.paper.pages) reader.tell("firstPages", { pages });
  };
  button.addEventListener("click", () => {
    if (!list.childElementCount) return reader.tell("suggestedNone");
    fold(Boolean(part.hidden));
    if (!part.hidden) list.querySelector("button")!.focus();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const choices = [...list.querySelectorAll("button")];
    if (event.key === "Escape") {
      fold(false);
      button.focus();
    } else if (step) choices[choices.indexOf(event.target as HTMLButtonElement) + step]?.focus();
    else return;
    event.preventDefault();
  });
}

/** Write a new provision in the form, of the document's decision, as if it were typed. */
function fill(form: HTMLFormElement, facts: Record<string, string>, akt: string): void {
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null;
  const write = (name: string, value: string) => {
    const into = field(name);
    if (!into || into instanceof RadioNodeList) return;
    into.value = value;
    for (const kind of ["input", "change"]) into.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  write("provision", ""); // a new one
  write("decision", akt);
  for (const [name, value] of Object.entries(facts)) write(name, value);
}
