// A PDF as a document. A bundle of its own with pdf.js, fetched when the first PDF is opened.
import { getDocument, GlobalWorkerOptions, PasswordException, type PDFPageProxy, type RenderTask } from "pdfjs-dist";
import type { TextItem } from "pdfjs-dist/types/src/display/api";

import { type Line, linesOf } from "./lines";
import type { Paper } from "./paper";

const MAX_CANVAS_PIXELS = 32_000_000; // a page drawn larger than this is drawn coarser
const MAX_IMAGE_PIXELS = 200_000_000;

/** Open a PDF; `parts` is the address of pdf.js' fonts and decoders. Rejects with "locked" when it is. */
export async function openPdf(address: string, worker: string, parts: string): Promise<Paper> {
  GlobalWorkerOptions.workerSrc = worker;
  const loading = getDocument({
    url: address,
    standardFontDataUrl: `${parts}fonts/`,
    wasmUrl: `${parts}wasm/`,
    useWasm: false, // a strict policy forbids it; the decoders have a form without
    maxImageSize: MAX_IMAGE_PIXELS,
    enableXfa: false,
  });
  const pdf = await loading.promise.catch((wrong: unknown) => {
    throw wrong instanceof PasswordException ? new Error("locked") : wrong;
  });
  const known = new Map<number, Promise<Line[]>>();
  let drawing: RenderTask | undefined;
  return {
    pages: pdf.numPages,
    hasText: true,
    async size(page) {
      const { width, height } = (await pdf.getPage(page)).getViewport({ scale: 1 });
      return { width, height };
    },
    async draw(number, scale, quarters, leaf) {
      const page = await pdf.getPage(number);
      drawing?.cancel();
      const viewport = page.getViewport({ scale, rotation: page.rotate + 90 * quarters });
      const finest = Math.sqrt(MAX_CANVAS_PIXELS / (viewport.width * viewport.height));
      const fine = Math.min(devicePixelRatio, finest);
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.floor(viewport.width * fine));
      canvas.height = Math.max(1, Math.floor(viewport.height * fine));
      drawing = page.render({ canvas, viewport, transform: [fine, 0, 0, fine, 0, 0] });
      await drawing.promise;
      leaf.replaceChildren(canvas);
    },
    lines(number) {
      if (!known.has(number)) known.set(number, pdf.getPage(number).then(readLines));
      return known.get(number)!;
    },
    close: () => void loading.destroy(),
  };
}

async function readLines(page: PDFPageProxy): Promise<Line[]> {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  const pieces = items.filter((item): item is TextItem => "str" in item).map((item) => {
    const corners = cornersOf(item).map(([x, y]) => place(transform, x, y));
    const [across, down] = [corners.map(([x]) => x / width), corners.map(([, y]) => y / height)];
    return {
      text: item.str,
      left: Math.min(...across), right: Math.max(...across),
      top: Math.min(...down), bottom: Math.max(...down),
    };
  });
  return linesOf(pieces, height / width);
}

type Place = [x: number, y: number];

/** The corners of a piece of text in the units of the PDF: along its writing, and up by its height. */
function cornersOf({ transform, width, height }: TextItem): Place[] {
  const [a, b, c, d, x, y] = transform as [number, number, number, number, number, number];
  const [along, up] = [Math.hypot(a, b) || 1, Math.hypot(c, d) || 1];
  const [dx, dy] = [(a / along) * width, (b / along) * width];
  const [ux, uy] = [(c / up) * height, (d / up) * height];
  const [low, high] = [-0.25, 0.95]; // what hangs below the line of writing, and Å above it
  return [low, high].flatMap((part): Place[] => [
    [x + ux * part, y + uy * part],
    [x + dx + ux * part, y + dy + uy * part],
  ]);
}

function place([a, b, c, d, e, f]: number[], x: number, y: number): Place {
  return [a! * x + c! * y + e!, b! * x + d! * y + f!];
}
