// Searching the text of a document, page after page; each Enter goes to the next hit.
import type { Line } from "./lines";
import type { Reader } from "./reader";

interface Hit {
  page: number;
  line: Line;
}

export function connectSearch(reader: Reader): void {
  const form = reader.section.querySelector<HTMLFormElement>("form[role=search]")!;
  const field = form.querySelector("input")!;
  let sought = "";
  let hits: Hit[] = [];
  let at = -1;
  reader.section.addEventListener("opened", () => {
    sought = "";
  });
  reader.section.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.key !== "f" || reader.section.hasAttribute("data-image")) return;
    event.preventDefault();
    field.select();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void next();
  });
  const next = async () => {
    const words = folded(field.value);
    const { open } = reader;
    if (!words || !open) return;
    if (words !== sought) {
      const found = await hitsOf(reader, words);
      if (reader.open !== open) return;
      hits = found;
      sought = words;
      at = hits.findIndex(({ page }) => page >= reader.sheet.page) - 1;
    }
    if (!hits.length) return reader.tell("notFound");
    at = (at + 1 + hits.length) % hits.length;
    const { page, line } = hits[at]!;
    await reader.show(page, [line]);
    reader.tell("found", { n: at + 1, all: hits.length, page });
  };
}

async function hitsOf({ open }: Reader, words: string): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (let page = 1; page <= open!.paper.pages; page++) {
    for (const line of await open!.paper.lines(page)) if (folded(line.text).includes(words)) hits.push({ page, line });
  }
  return hits;
}

function folded(text: string): string {
  return text.toLocaleLowerCase("sv").replace(/\s+/g, " ").trim();
}
