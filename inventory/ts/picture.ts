// An image as a document of one page.
import type { Paper } from "./paper";

export async function openPicture(address: string): Promise<Paper> {
  const image = new Image();
  image.src = address;
  image.alt = "";
  image.draggable = false;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  return {
    pages: 1,
    hasText: false,
    size: () => Promise.resolve({ width, height }),
    draw(_page, scale, quarters, leaf) {
      const [w, h] = [width * scale, height * scale];
      const moved = ["", `translate(${h}px, 0)`, `translate(${w}px, ${h}px)`, `translate(0, ${w}px)`][quarters];
      image.style.width = `${w}px`;
      image.style.height = `${h}px`;
      image.style.transform = `${moved} rotate(${quarters * 90}deg)`;
      if (image.parentElement !== leaf) leaf.replaceChildren(image);
      return Promise.resolve();
    },
    lines: () => Promise.resolve([]),
    close: () => image.remove(),
  };
}
