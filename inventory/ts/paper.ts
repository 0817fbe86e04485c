// A document as the reader sees it, whether a PDF or an image.
import type { Line } from "./lines";

export interface Paper {
  pages: number;
  /** Whether it may have text: an image has none. */
  hasText: boolean;
  /** Width and height of a page, upright, in CSS pixels at scale 1. */
  size(page: number): Promise<{ width: number; height: number }>;
  /** Draw a page on a leaf of the right size, turned clockwise so many quarters. */
  draw(page: number, scale: number, quarters: number, leaf: HTMLElement): Promise<void>;
  /** The lines of text of a page, where they are on it upright. */
  lines(page: number): Promise<Line[]>;
  close(): void;
}

