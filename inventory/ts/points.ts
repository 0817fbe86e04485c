// The table of control points: one row for each, written by hand or from a click.
import { metres } from "./coordinates";

const COLUMNS = ["x", "y", "east", "north"] as const;
type Column = (typeof COLUMNS)[number];
export type Half = "picture" | "ground";
const HALVES: Record<Half, [Column, Column]> = { picture: ["x", "y"], ground: ["east", "north"] };

export class PointTable {
  private readonly body: HTMLTableSectionElement;
  private readonly pattern: HTMLTemplateElement;

  /** `changed` is called when anything in the table is. */
  constructor(table: HTMLElement, private readonly changed: () => void) {
    this.body = table.querySelector("tbody")!;
    this.pattern = table.querySelector("template")!;
    this.body.addEventListener("input", changed);
    this.body.addEventListener("click", (event) => {
      const button = (event.target as Element).closest("button");
      if (button) this.remove(button.closest("tr")!);
    });
  }

  /** A new row at the end, with the focus in it where it is asked for by hand. */
  add(): HTMLTableRowElement {
    this.body.append(this.pattern.content.cloneNode(true));
    this.number();
    return this.rows().at(-1)!;
  }

  /** The two numbers of one half of each row; null where they are not written. */
  places(half: Half): ([number, number] | null)[] {
    return this.rows().map((row) => {
      const pair = HALVES[half].map((name) => field(row, name).value);
      const numbers = pair.map(metres);
      return pair.some((text) => !text.trim()) || numbers.some(Number.isNaN) ? null : (numbers as [number, number]);
    });
  }

  /** Write a place in a row, else in the first whose half is not written, else in a new one. */
  write(half: Half, numbers: [number, number], at?: number): number {
    const waiting = this.places(half).indexOf(null);
    const number = at ?? (waiting < 0 ? this.rows().indexOf(this.add()) : waiting);
    const decimals = half === "picture" ? 1 : 2;
    HALVES[half].forEach((name, n) => {
      field(this.rows()[number]!, name).value = numbers[n]!.toFixed(decimals);
    });
    this.changed();
    return number;
  }

  /** Show the residual of each row, in metres; null is none. */
  tell(residuals: (number | null)[]): void {
    this.rows().forEach((row, n) => {
      const metres = residuals[n] ?? null;
      row.querySelector("output")!.textContent = metres === null ? "–" : metres.toFixed(2).replace(".", ",");
    });
  }

  private rows(): HTMLTableRowElement[] {
    return [...this.body.rows];
  }

  private remove(row: HTMLTableRowElement): void {
    const after = (row.nextElementSibling ?? row.previousElementSibling) as HTMLTableRowElement | null;
    row.remove();
    this.number();
    after?.querySelector("input")?.focus();
    this.changed();
  }

  /** The numbers of the rows, which their fields are called by. */
  private number(): void {
    this.rows().forEach((row, n) => {
      const head = row.querySelector("th")!;
      head.id = `point-${n + 1}`;
      head.lastChild!.textContent = String(n + 1);
      for (const named of row.querySelectorAll("[data-column]")) {
        named.setAttribute("aria-labelledby", `${head.id} ${(named as HTMLElement).dataset.column}`);
      }
    });
  }
}

function field(row: HTMLTableRowElement, name: Column): HTMLInputElement {
  return row.querySelector<HTMLInputElement>(`input[name=${name}]`)!;
}
