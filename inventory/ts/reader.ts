// The reader of documents between map and record: opens what the record links to, and leafs through it.
import { connectEvidence } from "./evidence";
import { createOpening, type Opening } from "./opening";
import { CAME } from "./later";
import type { PlanPage } from "./page";
import type { Paper } from "./paper";
import type { Rectangle } from "./rectangles";
import { connectSearch } from "./searching";
import { createSheet, type Sheet } from "./sheet";
import { connectSuggestions } from "./suggested";

/** What is open: its id, title and decision, and its pages. */
export interface Opened {
  id: string;
  title: string;
  akt: string;
  paper: Paper;
}

export interface Reader {
  section: HTMLElement;
  sheet: Sheet;
  open: Opened | null;
  /** Show a page, with places marked on it. */
  show(page: number, places?: Rectangle[]): Promise<void>;
  /** Say something below the tools, for eyes and ears; `facts` fill the words in. */
  tell(name: string, facts?: Record<string, string | number>): void;
  words(name: string, facts?: Record<string, string | number>): string;
}

type Part = "map" | "document" | null;

/** A document that was open when the page was turned: it stays open where the next page has it too. */
interface Held {
  opened: Opened;
  at: Pick<Sheet, "page" | "quarters" | "scale" | "fits">;
  part: Part;
}

const STEP = 1.25;
const [SMALLEST, LARGEST] = [0.05, 12];
let held: Held | null = null;

/** Let the documents of the plan that is shown be read beside its map, and marked. */
export function connectReader(page: PlanPage): void {
  const before = held;
  held = null;
  const section = document.querySelector<HTMLElement>(".reader");
  if (!section) return before?.opened.paper.close();
  const reader = createReader(section);
  const opening = createOpening(reader);
  const shows = connectSwitch(section, page);
  connectLinks(reader, opening, page.side, shows);
  section.addEventListener("click", (event) => {
    const does = (event.target as Element).closest<HTMLElement>("[data-do]")?.dataset.do;
    if (does === "close") {
      const last = reader.open?.id;
      opening.close();
      shows(null);
      linkTo(page.side, last)?.focus();
    } else if (does) void act(reader, does);
  });
  keepFitting(reader, page.left);
  connectKeys(reader);
  connectSearch(reader);
  connectSuggestions(reader, page, connectEvidence(reader, page));
  page.left.addEventListener("abort", () => {
    const { page: number, quarters, scale, fits } = reader.sheet;
    const opened = opening.give();
    held = opened && { opened, at: { page: number, quarters, scale, fits }, part: shownPart(section) };
  });
  if (before && linkTo(page.side, before.opened.id)) {
    const { page: number, ...how } = before.at;
    Object.assign(reader.sheet, how);
    shows(before.part);
    opening.take(before.opened);
    void reader.show(number);
  } else before?.opened.paper.close();
  openAddressed(page.side);
}

/** The record's links to documents and to places in them open here. */
function connectLinks(reader: Reader, opening: Opening, side: HTMLElement, shows: (part: Part) => void): void {
  const follow = async (link: HTMLElement, document: HTMLAnchorElement) => {
    shows("document");
    const isNew = reader.open?.id !== document.dataset.document;
    if (!(await opening.open(document))) return;
    if (isNew) {
      Object.assign(reader.sheet, { page: 1, quarters: 0 });
      await fit(reader);
    }
    if (link.dataset.passage) await reader.show(Number(link.dataset.page), [placeOf(link)]);
    else await reader.show(1);
    reader.section.querySelector<HTMLElement>(".reader-title")!.focus({ preventScroll: true });
  };
  side.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (reader.open && target.closest("[data-draw], button.show, #sheets [type=checkbox]")) shows("map"); // what is to be seen is there
    const link = target.closest<HTMLAnchorElement>("a[data-document], a[data-passage]");
    const document = link?.dataset.passage ? linkTo(side, link.dataset.passage) : link;
    if (!link || !document || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void follow(link, document);
  });
}

function createReader(section: HTMLElement): Reader {
  const sheet = createSheet(section.querySelector<HTMLElement>(".sheet-scroll")!);
  const words = (name: string, facts: Record<string, string | number> = {}) =>
    (section.dataset[name] ?? name).replace(/\{(\w+)\}/g, (_, fact: string) => String(facts[fact] ?? ""));
  const field = section.querySelector<HTMLInputElement>("input[data-page]")!;
  const reader: Reader = {
    section, sheet, words,
    open: null,
    async show(number, places = []) {
      const { open } = reader;
      if (!open) return;
      const page = Math.min(Math.max(1, Math.round(number) || 1), open.paper.pages);
      if (page !== sheet.page) sheet.scroll.scrollTo(0, 0);
      sheet.page = page;
      field.value = String(page);
      section.querySelector("[data-pages]")!.textContent = `/ ${open.paper.pages}`;
      sheet.mark(places);
      if (!(await drawn(reader))) return;
      sheet.mark(places, places.length > 0);
      section.setAttribute("data-shown", `${open.id}/${page}`);
      if (places.length) reader.tell("");
      else reader.tell("pageOf", { page, pages: open.paper.pages });
    },
    tell(name, facts) {
      section.querySelector(".reader-status")!.textContent = name && words(name, facts);
    },
  };
  field.addEventListener("change", () => void reader.show(Number(field.value)));
  return reader;
}

/** Draw what the sheet is to show; false when it shows something else already. */
async function drawn(reader: Reader): Promise<boolean> {
  try {
    return await reader.sheet.draw(reader.open!.paper);
  } catch (wrong) {
    if (!(wrong instanceof Error && wrong.name === "RenderingCancelledException")) reader.tell("failed");
    return false;
  }
}

async function act(reader: Reader, does: string): Promise<void> {
  const { sheet, open } = reader;
  if (!open) return;
  switch (does) {
    case "previous":
      return reader.show(sheet.page - 1);
    case "next":
      return reader.show(sheet.page + 1);
    case "in":
    case "out":
      sheet.fits = false;
      sheet.scale = Math.min(LARGEST, Math.max(SMALLEST, sheet.scale * (does === "in" ? STEP : 1 / STEP)));
      return void drawn(reader);
    case "rotate":
      sheet.quarters = (sheet.quarters + 1) % 4;
      return fit(reader);
    case "fit":
      return fit(reader);
  }
}

async function fit(reader: Reader): Promise<void> {
  if (!reader.open) return;
  reader.sheet.fits = true;
  reader.sheet.scale = await reader.sheet.fitting(reader.open.paper);
  await drawn(reader);
}

/** Keep a page as wide as there is room for when the room changes. */
function keepFitting(reader: Reader, left: AbortSignal): void {
  let width = 0;
  const observer = new ResizeObserver(() => {
    const room = reader.sheet.scroll.clientWidth;
    if (room && room !== width && reader.sheet.fits) void fit(reader);
    width = room;
  });
  observer.observe(reader.sheet.scroll);
  left.addEventListener("abort", () => observer.disconnect());
}

/** Signs, and no letters, act while focus is on the page; a page is scrolled through before the next one. */
function connectKeys(reader: Reader): void {
  const { scroll } = reader.sheet;
  const signs: Record<string, string> = { "+": "in", "-": "out", "0": "fit" };
  scroll.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroll) return;
    const atEnd = scroll.scrollTop + scroll.clientHeight >= scroll.scrollHeight - 2;
    const leafs = { PageDown: atEnd && "next", PageUp: scroll.scrollTop <= 0 && "previous" }[event.key];
    const does = signs[event.key] ?? leafs;
    if (!does) return;
    event.preventDefault();
    void act(reader, does);
  });
}

/** Map or document in the same place, or both where there is room; null closes the reader. */
function connectSwitch(section: HTMLElement, page: PlanPage): (part: Part) => void {
  const split = section.parentElement!;
  const shows = (part: Part) => {
    section.hidden = part === null;
    split.classList.toggle("reading", part !== null);
    split.classList.toggle("on-map", part === "map");
    for (const button of section.querySelectorAll<HTMLElement>("[data-shows]")) {
      button.setAttribute("aria-pressed", String(button.dataset.shows === part));
    }
    page.shown.map.invalidateSize({ pan: false });
  };
  section.querySelector(".switch")!.addEventListener("click", (event) => {
    const part = (event.target as HTMLElement).dataset.shows as Part | undefined;
    if (part) shows(part);
  });
  shows(null);
  return shows;
}

function shownPart(section: HTMLElement): Part {
  const pressed = section.querySelector<HTMLElement>("[data-shows][aria-pressed=true]");
  return (pressed?.dataset.shows as Part | undefined) ?? null;
}

function linkTo(side: HTMLElement, document = ""): HTMLAnchorElement | null {
  return side.querySelector<HTMLAnchorElement>(`a[data-document="${document}"]`);
}

function placeOf(link: HTMLElement): Rectangle {
  const side = (name: string) => Number(link.dataset[name]);
  return { left: side("left"), top: side("top"), right: side("right"), bottom: side("bottom") };
}

/** The passage that the address names, as when one comes from the page of a document, once its row is there. */
function openAddressed(side: HTMLElement): void {
  if (!/^#belagg-\d+$/.test(location.hash)) return;
  const link = () => side.querySelector<HTMLAnchorElement>(`${location.hash} a[data-passage]`);
  if (link()) link()!.click();
  else side.addEventListener(CAME, () => link()?.click(), { once: true });
}
