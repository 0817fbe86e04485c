// The sheet on which a page of a document is shown: drawn, with its text to select and what is marked on it.
import type { Line } from "./lines";
import type { Paper } from "./paper";
import { around, onThePage, type Rectangle, turned } from "./rectangles";

export interface Sheet {
  scroll: HTMLElement;
  /** The page that is shown, 1 the first, and how it is turned and scaled. */
  page: number;
  quarters: number;
  scale: number;
  /** Whether it stays as wide as there is room for. */
  fits: boolean;
  /** The lines of the page, upright. */
  lines: Line[];
  /** Draw the page; false when another one was asked for meanwhile. */
  draw(paper: Paper): Promise<boolean>;
  /** Mark places of the page, upright; nothing else is marked then. `moves` brings the first in view. */
  mark(places: Rectangle[], moves?: boolean): void;
  /** The scale at which the page is as wide as there is room for. */
  fitting(paper: Paper): Promise<number>;
  /** What of the text is selected, and where; null for nothing. */
  selected(): { quote: string; place: Rectangle } | null;
  /** Where on the page a place on the screen is, upright. */
  at(x: number, y: number): { x: number; y: number };
}

const MARGIN = 24;
const FONT = "sans-serif";

export function createSheet(scroll: HTMLElement): Sheet {
  const element = scroll.querySelector<HTMLElement>(".sheet")!;
  const leaf = element.querySelector<HTMLElement>(".leaf")!;
  const marks = element.querySelector<HTMLElement>(".spots")!;
  const text = document.createElement("div");
  text.className = "text-layer";
  leaf.after(text);
  let marked: Rectangle[] = [];
  let latest = 0;
  const sheet: Sheet = {
    scroll, page: 1, quarters: 0, scale: 1, fits: true, lines: [],
    async draw(paper) {
      const own = ++latest;
      const { page, quarters, scale } = sheet;
      const [size, lines] = await Promise.all([paper.size(page), paper.lines(page)]);
      if (own !== latest) return false;
      sheet.lines = lines;
      const [width, height] = [size.width * scale, size.height * scale];
      element.style.width = `${quarters % 2 ? height : width}px`;
      element.style.height = `${quarters % 2 ? width : height}px`;
      writeText(text, lines, width, height, quarters);
      showMarks();
      await paper.draw(page, scale, quarters, leaf);
      return own === latest;
    },
    mark(places, moves = false) {
      marked = places;
      showMarks();
      if (moves) marks.firstElementChild?.scrollIntoView({ block: "center", inline: "nearest" });
    },
    async fitting(paper) {
      const { width, height } = await paper.size(sheet.page);
      return Math.max(0.05, (scroll.clientWidth - MARGIN) / (sheet.quarters % 2 ? height : width));
    },
    selected() {
      const selection = getSelection();
      if (!selection?.rangeCount || selection.isCollapsed) return null;
      const range = selection.getRangeAt(0);
      if (!text.contains(range.commonAncestorContainer)) return null;
      const box = element.getBoundingClientRect();
      const places = [...range.getClientRects()].filter(({ width }) => width > 0).map((rect) => ({
        left: (rect.left - box.left) / box.width, right: (rect.right - box.left) / box.width,
        top: (rect.top - box.top) / box.height, bottom: (rect.bottom - box.top) / box.height,
      }));
      const quote = selection.toString().replace(/\s+/g, " ").trim();
      return quote && places.length ? { quote, place: onThePage(turned(around(places), -sheet.quarters)) } : null;
    },
    at(x, y) {
      const box = element.getBoundingClientRect();
      const [across, down] = [(x - box.left) / box.width, (y - box.top) / box.height];
      const point = turned({ left: across, right: across, top: down, bottom: down }, -sheet.quarters);
      return { x: point.left, y: point.top };
    },
  };
  const showMarks = () => {
    marks.replaceChildren(...marked.map((place) => {
      const shown = document.createElement("div");
      shown.className = "spot";
      const { left, top, right, bottom } = turned(place, sheet.quarters);
      Object.assign(shown.style, percentages({ left, top, width: right - left, height: bottom - top }));
      return shown;
    }));
  };
  return sheet;
}

function percentages(lengths: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, `${length * 100}%`]));
}

/** Lay the lines over the page, each as wide as it is drawn, unseen but there to select and to read out. */
function writeText(layer: HTMLElement, lines: Line[], width: number, height: number, quarters: number): void {
  const moved = ["", `translate(${height}px, 0)`, `translate(${width}px, ${height}px)`, `translate(0, ${width}px)`];
  layer.style.width = `${width}px`;
  layer.style.height = `${height}px`;
  layer.style.transform = `${moved[quarters]} rotate(${quarters * 90}deg)`;
  const measure = document.createElement("canvas").getContext("2d")!;
  layer.replaceChildren(...lines.map((line) => {
    const shown = document.createElement("p");
    shown.textContent = line.text;
    const size = (line.bottom - line.top) * height;
    measure.font = `${size}px ${FONT}`;
    const natural = measure.measureText(line.text).width || 1;
    Object.assign(shown.style, percentages({ left: line.left, top: line.top }));
    shown.style.fontSize = `${size}px`;
    shown.style.transform = `scaleX(${((line.right - line.left) * width) / natural})`;
    return shown;
  }));
}
