// Types of provision in their order of drawing, q, r, k: not an order of strength. The legend is in the same order.

export const CLASSES = [
  { name: "skydd", colour: "#0072b2" },
  { name: "rivningsforbud", colour: "#882255" },
  { name: "varsamhet", colour: "#b45f00" },
] as const;

/** What is drawn where none of the classes is: nature and other things. */
export const OTHER = { name: "natur", colour: "#00785a" } as const;
