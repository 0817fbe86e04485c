// Tables with class "sortable" get a button in each header; a cell's data-value is what is compared.

function valueOf(row: HTMLTableRowElement, column: number): string {
  const cell = row.cells[column];
  return cell?.dataset.value ?? cell?.textContent?.trim() ?? "";
}

function compare(a: string, b: string): number {
  if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1; // missing last, either way
  const numbers = [Number(a), Number(b)] as const;
  return numbers.some(Number.isNaN) ? a.localeCompare(b, "sv") : numbers[0] - numbers[1];
}

function sort(table: HTMLTableElement, header: HTMLTableCellElement): void {
  const descending = header.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead!.rows[0]!.cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const body = table.tBodies[0]!;
  const missingLast = (value: string) => value === "";
  const rows = [...body.rows].sort((a, b) => {
    const [first, second] = [valueOf(a, header.cellIndex), valueOf(b, header.cellIndex)];
    const order = compare(first, second);
    return descending && !missingLast(first) && !missingLast(second) ? -order : order;
  });
  body.append(...rows);
}

for (const table of document.querySelectorAll<HTMLTableElement>("table.sortable")) {
  for (const header of table.tHead!.rows[0]!.cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(table, header as HTMLTableCellElement));
    header.append(button);
  }
}
