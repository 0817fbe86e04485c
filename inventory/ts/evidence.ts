// What in a document a marking rests on: a passage of its text, a rectangle, a line or the whole page.
import { CAME } from "./later";
import type { PlanPage } from "./page";
import { connectDragging, connectLines, connectSelection } from "./picking";
import type { Reader } from "./reader";
import { type Rectangle, WHOLE_PAGE } from "./rectangles";

export interface Passage extends Rectangle {
  document: string;
  page: number;
  quote: string;
}

export interface Evidence {
  /** Let a passage go with the new marking when that is saved. */
  choose(passage: Passage): void;
}

interface Kept extends Passage {
  id: number;
  version: number;
  remove: string;
}

const QUOTED = 160; // characters shown of a quote

export function connectEvidence(reader: Reader, page: PlanPage): Evidence {
  const chosen = connectChosen(reader, page);
  const bar = reader.section.querySelector<HTMLFormElement>(".picked");
  if (!bar) return { choose: chosen };
  const select = bar.querySelector("select")!;
  let picked: Passage | null = null;

  const pick = (place: Rectangle, quote: string) => {
    picked = { document: reader.open!.id, page: reader.sheet.page, ...place, quote };
    bar.querySelector("[data-picked]")!.textContent = inWords(reader, picked);
    bar.hidden = false;
    reader.sheet.mark([place]);
  };
  const drop = () => {
    picked = null;
    bar.hidden = true;
    getSelection()?.removeAllRanges();
    reader.sheet.mark([]);
  };
  const save = async (passage: Passage) => {
    const row = page.side.querySelector<HTMLElement>(`#markings [data-marking="${select.value}"]`);
    if (!row) chosen(passage);
    else if (!(await attach(reader, bar, row, passage))) return;
    drop();
    reader.tell(row ? "saved" : "chosen");
  };
  offerMarkings(select, page.side);
  page.side.addEventListener(CAME, () => offerMarkings(select, page.side));
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    if (picked) void save(picked);
  });
  bar.querySelector("[data-do=drop]")!.addEventListener("click", drop);
  for (const event of ["opened", "closed"]) reader.section.addEventListener(event, drop);
  reader.section.querySelector("[data-do=whole]")!.addEventListener("click", () => {
    if (!reader.open) return;
    pick(WHOLE_PAGE, "");
    bar.querySelector<HTMLElement>("button")!.focus();
  });
  connectSelection(reader, pick, page.left);
  connectDragging(reader, pick);
  connectLines(reader, (place, quote) => {
    pick(place, quote);
    bar.querySelector<HTMLElement>("button")!.focus();
  });
  return { choose: chosen };
}

/** "s. 3: ”q1 Byggnaden får inte rivas”" */
function inWords(reader: Reader, { page, quote, ...place }: Passage): string {
  const whole = place.left <= 0 && place.top <= 0 && place.right >= 1 && place.bottom >= 1;
  const short = quote.length > QUOTED ? `${quote.slice(0, QUOTED)}…` : quote;
  const what = short ? `”${short}”` : reader.words(whole ? "wholePage" : "part");
  return `${reader.words("pageShort", { page })}: ${what}`;
}

function offerMarkings(select: HTMLSelectElement, side: HTMLElement): void {
  if (!side.querySelector("#marking-form")) select.querySelector('[value=""]')?.remove();
  const offered = new Set([...select.options].map(({ value }) => value));
  for (const { dataset } of side.querySelectorAll<HTMLElement>("#markings [data-attach]")) {
    if (!offered.has(dataset.marking!)) select.add(new Option(dataset.label, dataset.marking));
  }
}

async function attach(reader: Reader, bar: HTMLFormElement, row: HTMLElement, passage: Passage): Promise<boolean> {
  const sent = new FormData(bar);
  sent.set("passage", JSON.stringify({ ...passage, document: Number(passage.document) }));
  const answer = await fetch(row.dataset.attach!, { method: "post", body: sent }).catch(() => null);
  const told = (await answer?.json().catch(() => null)) as (Kept & { error?: string }) | null;
  if (!answer?.ok || !told) {
    reader.section.querySelector(".reader-status")!.textContent = told?.error ?? reader.words("notSaved");
    return false;
  }
  const item = itemOf(reader, bar, told);
  listOf(row).append(item);
  item.scrollIntoView({ block: "nearest" });
  return true;
}

/** The list of what a marking rests on, which its row has from the first passage on. */
function listOf(row: HTMLElement): HTMLElement {
  const list = row.querySelector<HTMLElement>(".passages") ?? document.createElement("ul");
  list.className = "passages";
  row.querySelector(".what")!.append(list);
  return list;
}

/** A kept passage in the list of its marking, as the server writes it. */
function itemOf(reader: Reader, bar: HTMLFormElement, kept: Kept): HTMLElement {
  const item = document.createElement("li");
  item.id = `belagg-${kept.id}`;
  const link = document.createElement("a");
  link.href = `${reader.section.ownerDocument.querySelector<HTMLAnchorElement>(`a[data-document="${kept.document}"]`)!.href}#page=${kept.page}`;
  const { left, top, right, bottom } = kept;
  Object.assign(link.dataset, { passage: kept.document, page: kept.page, left, top, right, bottom });
  link.textContent = `${reader.open!.title}, ${reader.words("pageShort", { page: kept.page })}`;
  item.append(link, kept.quote ? ` ”${kept.quote.slice(0, QUOTED)}”` : "");
  const form = document.createElement("form");
  form.method = "post";
  form.action = kept.remove;
  const fields = { csrfmiddlewaretoken: bar.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value, version: String(kept.version) };
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  const button = document.createElement("button");
  button.className = "quiet";
  button.textContent = reader.words("remove");
  form.append(button);
  item.append(form);
  return item;
}

/** The passage that goes with the form of a new marking, said there until it is saved or taken away. */
function connectChosen(reader: Reader, page: PlanPage): (passage: Passage) => void {
  const form = page.side.querySelector<HTMLFormElement>("#marking-form");
  const field = form?.elements.namedItem("passage") as HTMLInputElement | null;
  const note = form?.querySelector<HTMLElement>(".chosen-passage");
  if (!form || !field || !note) return () => undefined;
  const write = (passage: Passage | null) => {
    field.value = passage ? JSON.stringify({ ...passage, document: Number(passage.document) }) : "";
    note.hidden = !passage;
    if (passage) note.querySelector("span")!.textContent = inWords(reader, passage);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  if (field.value) write(JSON.parse(field.value) as Passage);
  note.querySelector("button")!.addEventListener("click", () => write(null));
  return write;
}
