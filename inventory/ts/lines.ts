// The pieces of text that a PDF draws, put together to the lines that a person reads.
import type { Rectangle } from "./rectangles";

export interface Line extends Rectangle {
  text: string;
}

const SAME_LINE = 0.4; // of the lower piece's height: an index hangs below its letter
const NEW_COLUMN = 2.5; // heights between two pieces of different columns
const SPACE = 0.15; // heights that part two words

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

function overlaps(line: Rectangle, piece: Rectangle): boolean {
  const shared = Math.min(line.bottom, piece.bottom) - Math.max(line.top, piece.top);
  return shared > SAME_LINE * Math.min(line.bottom - line.top, piece.bottom - piece.top);
}
