// The pieces of text that a PDF draws, put together to the lines that a person reads.
import type { Rectangle } from "./rectangles";

export interface Line extends Rectangle {
  text: string;
}

const SAME_LINE = 0.4; // of the lower piece's height: an index hangs below its letter
const NEW_COLUMN = 2.5; // heights between two pieces of different columns
const SPACE = 0.15; // heights that part two words
const HYPHENATED = /\p{L}(?:-|\u00ad|\u2010)$/u;
const KEEPS_HYPHEN = /^(?:och|eller|samt)\b/u; // kultur- och naturvärden

/** Lines of pieces in the order in which they are drawn; `aspect` is the page's height by its width. */
export function linesOf(pieces: Line[], aspect: number): Line[] {
  const lines: Line[] = [];
  for (const piece of pieces) {
    if (!piece.text.trim()) continue;
    const line = lines.at(-1);
    const gap = line ? (piece.left - line.right) / ((line.bottom - line.top) * aspect) : 0;
    if (!line || !overlaps(line, piece) || gap > NEW_COLUMN || gap < -SPACE * 2) {
      lines.push({ ...piece });
      continue;
    }
    const parted = gap > SPACE && !/\s$/.test(line.text) && !/^\s/.test(piece.text);
    line.text += (parted ? " " : "") + piece.text;
    line.right = Math.max(line.right, piece.right);
    line.bottom = Math.max(line.bottom, piece.bottom);
    line.top = Math.min(line.top, piece.top);
  }
  return lines.map((line) => ({ ...line, text: line.text.replace(/\s+/g, " ").trim() }));
}

/** The words of some lines as a person reads them on: a word that was parted is whole again. */
export function wordsOf(lines: Line[]): string {
  return lines.map(({ text }) => text).reduce((words, next) => (words ? joined(words, next) : next), "");
}

/** Words with the next line's after them. */
export function joined(words: string, next: string): string {
  if (!endsParted(words)) return `${words} ${next}`;
  return KEEPS_HYPHEN.test(next) || !/^\p{Ll}/u.test(next) ? `${words} ${next}` : words.slice(0, -1) + next;
}

/** Whether a line ends within a word. */
export function endsParted(words: string): boolean {
  return HYPHENATED.test(words);
}

function overlaps(line: Rectangle, piece: Rectangle): boolean {
  const shared = Math.min(line.bottom, piece.bottom) - Math.max(line.top, piece.top);
  return shared > SAME_LINE * Math.min(line.bottom - line.top, piece.bottom - piece.top);
}
