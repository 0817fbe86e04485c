// The ways to pick a place in a document: selected text, a dragged rectangle, lines by the keyboard.
import { wordsOf } from "./lines";
import type { Reader } from "./reader";
import { around, onThePage, type Rectangle } from "./rectangles";

const SMALLEST = 0.004; // of the page: a click is no rectangle

/** Called with a place of the page that is shown, and its words. */
export type Picked = (place: Rectangle, quote: string) => void;

/** The text that is selected, by pointer or by Shift and arrows. */
export function connectSelection(reader: Reader, pick: Picked, left: AbortSignal): void {
  const look = () => {
    const selected = reader.open && reader.sheet.selected();
    if (selected) pick(selected.place, selected.quote);
  };
  let within = false; // the page, where selecting began
  document.addEventListener("pointerdown", (event) => {
    within = reader.sheet.scroll.contains(event.target as Node);
  }, { signal: left });
  document.addEventListener("pointerup", () => setTimeout(() => within && look()), { signal: left });
  reader.sheet.scroll.addEventListener("keyup", (event) => {
    if (event.shiftKey || event.key === "Shift") look();
  });
}

/** Dragging a rectangle while its button is pressed; Esc cancels. */
export function connectDragging(reader: Reader, pick: Picked): void {
  const { sheet, section } = reader;
  const button = section.querySelector<HTMLElement>("[data-do=rectangle]")!;
  let from: { x: number; y: number } | null = null;
  const set = (on: boolean) => {
    from = null;
    button.setAttribute("aria-pressed", String(on));
    section.toggleAttribute("data-dragging", on);
    if (on) reader.tell("drag");
  };
  const isOn = () => section.hasAttribute("data-dragging");
  const to = (event: PointerEvent): Rectangle => {
    const { x, y } = sheet.at(event.clientX, event.clientY);
    return onThePage({
      left: Math.min(x, from!.x), right: Math.max(x, from!.x), top: Math.min(y, from!.y), bottom: Math.max(y, from!.y),
    });
  };
  button.addEventListener("click", () => set(Boolean(reader.open) && !isOn()));
  section.addEventListener("closed", () => set(false));
  section.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOn()) set(false);
  });
  sheet.scroll.addEventListener("pointerdown", (event) => {
    if (!isOn() || event.button !== 0) return;
    event.preventDefault();
    sheet.scroll.setPointerCapture(event.pointerId);
    from = sheet.at(event.clientX, event.clientY);
  });
  sheet.scroll.addEventListener("pointermove", (event) => {
    if (from) sheet.mark([to(event)]);
  });
  sheet.scroll.addEventListener("pointerup", (event) => {
    if (!from) return;
    const place = to(event);
    set(false);
    if (place.right - place.left < SMALLEST || place.bottom - place.top < SMALLEST) return sheet.mark([]);
    const within = sheet.lines.filter((line) => isWithin(middle(line), place));
    pick(place, wordsOf(within));
  });
}

function middle({ left, top, right, bottom }: Rectangle): { x: number; y: number } {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

function isWithin({ x, y }: { x: number; y: number }, place: Rectangle): boolean {
  return x >= place.left && x <= place.right && y >= place.top && y <= place.bottom;
}

/** Choosing lines by the keyboard: arrows move, Shift takes more, Enter picks, Esc cancels. */
export function connectLines(reader: Reader, pick: Picked): void {
  const { sheet, section } = reader;
  const button = section.querySelector<HTMLElement>("[data-do=line]")!;
  let [first, last] = [0, 0];
  const isOn = () => button.getAttribute("aria-pressed") === "true";
  const chosen = () => sheet.lines.slice(Math.min(first, last), Math.max(first, last) + 1);
  const set = (on: boolean) => {
    button.setAttribute("aria-pressed", String(on));
    if (!on) return;
    if (!sheet.lines.length) {
      button.setAttribute("aria-pressed", "false");
      return reader.tell("noText");
    }
    [first, last] = [0, 0];
    reader.tell("lines");
    sheet.mark(chosen(), true);
    sheet.scroll.focus();
  };
  button.addEventListener("click", () => set(Boolean(reader.open) && !isOn()));
  for (const event of ["closed", "opened"]) section.addEventListener(event, () => set(false));
  sheet.scroll.addEventListener("keydown", (event) => {
    if (!isOn()) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      last = Math.min(sheet.lines.length - 1, Math.max(0, last + step));
      if (!event.shiftKey) first = last;
      sheet.mark(chosen(), true);
      section.querySelector(".reader-status")!.textContent = sheet.lines[last]!.text;
    } else if (event.key === "Enter") {
      const lines = chosen();
      set(false);
      pick(around(lines), wordsOf(lines));
    } else if (event.key === "Escape") {
      set(false);
      sheet.mark([]);
    } else return;
    event.preventDefault();
  });
}
