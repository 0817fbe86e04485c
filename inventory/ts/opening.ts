// Opening a document in the reader, one at a time; the latest that was asked for is the one that opens.
import type { Paper } from "./paper";
import { openPicture } from "./picture";
import type { Opened, Reader } from "./reader";

export interface Opening {
  /** Open what a link of the record leads to, unless it is open; whether it is then. */
  open(link: HTMLAnchorElement): Promise<boolean>;
  /** Show what has been opened already. */
  take(opened: Opened): void;
  close(): void;
  /** Leave what is open to somebody else, still open. */
  give(): Opened | null;
}

type PdfModule = typeof import("./pdf");

export function createOpening(reader: Reader): Opening {
  const { section } = reader;
  const title = section.querySelector<HTMLElement>(".reader-title")!;
  let asked = 0;
  const give = () => {
    asked++;
    const opened = reader.open;
    reader.open = null;
    section.dispatchEvent(new Event("closed"));
    return opened;
  };
  const take = (opened: Opened) => {
    reader.open = opened;
    title.textContent = opened.title;
    section.toggleAttribute("data-image", !opened.paper.hasText);
    section.dispatchEvent(new Event("opened"));
  };
  const close = () => give()?.paper.close();
  const open = async (link: HTMLAnchorElement) => {
    const { document: id, akt } = link.dataset;
    if (reader.open?.id === id) return true;
    close();
    const own = asked;
    title.textContent = link.textContent;
    reader.tell("");
    const paper = await openPaper(section, link).catch((wrong: unknown) => {
      if (own === asked) reader.tell(wrong instanceof Error && wrong.message === "locked" ? "locked" : "failed");
    });
    if (!paper) return false;
    if (own === asked) take({ id: id!, title: link.textContent!, akt: akt!, paper });
    else paper.close();
    return own === asked;
  };
  return { open, take, close, give };
}

async function openPaper(section: HTMLElement, link: HTMLAnchorElement): Promise<Paper> {
  if (link.dataset.kind === "image") return openPicture(link.href);
  const { module, worker, parts } = section.dataset;
  const absolute = (address: string) => new URL(address, location.href).href;
  const { openPdf } = (await import(absolute(module!))) as PdfModule;
  return openPdf(link.href, absolute(worker!), absolute(parts!));
}
