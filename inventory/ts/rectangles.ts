// Rectangles on a page, in fractions of it from its upper left corner, upright or turned.

export interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const WHOLE_PAGE: Rectangle = { left: 0, top: 0, right: 1, bottom: 1 };

/** Where a rectangle is when its page is turned clockwise so many quarters. */
export function turned({ left, top, right, bottom }: Rectangle, quarters: number): Rectangle {
  switch (((quarters % 4) + 4) % 4) {
    case 1:
      return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
    case 2:
      return { left: 1 - right, top: 1 - bottom, right: 1 - left, bottom: 1 - top };
    case 3:
      return { left: top, top: 1 - right, right: bottom, bottom: 1 - left };
    default:
      return { left, top, right, bottom };
  }
}

/** The smallest rectangle around some; the whole page around none. */
export function around(rectangles: Rectangle[]): Rectangle {
  if (!rectangles.length) return WHOLE_PAGE;
  return {
    left: Math.min(...rectangles.map(({ left }) => left)),
    top: Math.min(...rectangles.map(({ top }) => top)),
    right: Math.max(...rectangles.map(({ right }) => right)),
    bottom: Math.max(...rectangles.map(({ bottom }) => bottom)),
  };
}

/** What of a rectangle lies on the page. */
export function onThePage(rectangle: Rectangle): Rectangle {
  const within = (side: number) => Math.min(1, Math.max(0, side));
  return {
    left: within(rectangle.left),
    top: within(rectangle.top),
    right: within(rectangle.right),
    bottom: within(rectangle.bottom),
  };
}
