// How plans and objects are drawn from vector tiles: one meaning per pattern (interface.md).
import type { ExpressionSpecification, Map as GlMap, StyleSpecification } from "maplibre-gl";

import { CLASSES, OTHER } from "./classes";

const INK = "#1c2126";
const ACCENT = "#0b5a6e";
const ENDED = "#9aa1a6";
export const DEEPEST = 15; // the zoom whose tiles, exact to 8 cm at 60° north, are drawn larger from there on
const FONT = ['"Source Sans 3 Variable"'];

const PLAIN = { "fill-antialias": false }; // a line lies over the edge

/** What the page says of a plan or an object while it is shown: a filter would have every tile made anew. */
const state = (name: "chosen" | "own"): ExpressionSpecification => ["boolean", ["feature-state", name], false];

const ended: ExpressionSpecification = ["boolean", ["get", "ended"], false];
const is = (state: string): ExpressionSpecification => ["==", ["get", "state"], state];
const unread: ExpressionSpecification = ["any", is("unread"), is("unclear"), is("document_missing"), is("unavailable")];

/** The style of the vector tiles. Its zooms are one less than Leaflet's: its tiles are twice as wide. */
export function style(county = ""): StyleSpecification {
  const origin = location.origin;
  const tiles = (layer: string, minzoom: number) => ({
    type: "vector" as const,
    tiles: [`${origin}/tiles/${layer}/{z}/{x}/{y}.mvt`],
    minzoom,
    maxzoom: DEEPEST,
  });
  return {
    version: 8,
    sources: {
      boundaries: { ...tiles("boundaries", 3), maxzoom: 12 },
      plans: tiles("plans", 4),
      footprints: tiles("footprints", 15),
    },
    layers: [
      { id: "municipalities", type: "line", source: "boundaries", "source-layer": "municipalities", paint: { "line-color": "#a9afb4", "line-width": 1, "line-dasharray": [3, 2] } },
      { id: "counties", type: "line", source: "boundaries", "source-layer": "counties", paint: { "line-color": "#767f86", "line-width": 1.5 } },
      { id: "own-county", type: "line", source: "boundaries", "source-layer": "counties", filter: ["==", ["get", "code"], county], paint: { "line-color": INK, "line-width": 2.5 } },
      { id: "plan-cells", type: "circle", source: "plans", "source-layer": "plan_cells", paint: {
        "circle-color": ACCENT,
        "circle-opacity": 0.9,
        "circle-stroke-color": "#fff",
        "circle-stroke-width": 1,
        "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "decisions"]], 1, 3, 12, 14, 60, 30],
      } },
      { id: "plan-numbers", type: "symbol", source: "plans", "source-layer": "plan_cells", minzoom: 5.5, filter: [">=", ["get", "decisions"], 20], layout: { "text-field": ["to-string", ["get", "decisions"]], "text-font": FONT, "text-size": 13, "text-allow-overlap": true }, paint: { "text-color": "#fff" } },
      { id: "plan-fill", type: "fill", source: "plans", "source-layer": "plans", filter: ["all", ["!", ended], is("recorded")], paint: { ...PLAIN, "fill-color": ACCENT, "fill-opacity": 0.14 } },
      { id: "plan-ended", type: "fill", source: "plans", "source-layer": "plans", filter: ended, paint: { ...PLAIN, "fill-color": ENDED, "fill-opacity": 0.15 } },
      { id: "plan-hatch", type: "fill", source: "plans", "source-layer": "plans", filter: ["all", ["!", ended], unread], paint: { ...PLAIN, "fill-pattern": "hatch" } },
      { id: "plan-line", type: "line", source: "plans", "source-layer": "plans", paint: {
        "line-color": ["case", ended, ENDED, ACCENT],
        "line-width": ["case", is("nothing_found"), 1, 2],
      } },
      { id: "plan-chosen", type: "line", source: "plans", "source-layer": "plans", paint: { "line-color": INK, "line-width": ["case", state("chosen"), 4, 0] } },
      { id: "plan-hit", type: "fill", source: "plans", "source-layer": "plans", paint: { ...PLAIN, "fill-color": "#fff", "fill-opacity": 0 } },
      { id: "plan-state", type: "symbol", source: "plans", "source-layer": "plans", filter: ["any", is("unclear"), is("document_missing")], layout: { "text-field": ["case", is("unclear"), "?", "H"], "text-font": FONT, "text-size": 16 }, paint: { "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 2 } },
      { id: "footprint-fill", type: "fill", source: "footprints", "source-layer": "footprints", layout: { visibility: "none" }, paint: { "fill-color": "#767f86", "fill-opacity": 0.25 } },
      { id: "footprint-line", type: "line", source: "footprints", "source-layer": "footprints", layout: { visibility: "none" }, paint: { "line-color": "#5a636b", "line-width": 1 } },
      { id: "objects", type: "symbol", source: "plans", "source-layer": "objects", layout: {
        "icon-image": ["concat", firstClass(), ["case", several(), "-several", ""], ["case", ["==", ["get", "type"], "byggnad"], "", "-thing"]],
        "icon-allow-overlap": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.55, 16, 1],
      }, paint: { "icon-opacity": ["case", state("own"), 0, 1] } },
      { id: "letters", type: "symbol", source: "plans", "source-layer": "objects", minzoom: 16, layout: { "text-field": ["get", "letters"], "text-font": FONT, "text-size": 14, "text-offset": [0, 1.2] }, paint: { "text-opacity": ["case", state("own"), 0, 1], "text-color": INK, "text-halo-color": "#fff", "text-halo-width": 2 } },
    ],
  };
}

function has(name: string): ExpressionSpecification {
  return ["in", name, ["coalesce", ["get", "classes"], ""]];
}

function firstClass(): ExpressionSpecification {
  return ["case", ...CLASSES.flatMap(({ name }) => [has(name), name]), OTHER.name] as unknown as ExpressionSpecification;
}

function several(): ExpressionSpecification {
  return ["in", " ", ["coalesce", ["get", "classes"], ""]];
}

/** Give the map its pattern and symbols, drawn here so that nothing is fetched. */
export function addImages(map: GlMap): void {
  map.addImage("hatch", drawn(16, hatch), { pixelRatio: 2 });
  for (const { name, colour } of [...CLASSES, OTHER]) {
    for (const more of ["", "-several"]) {
      for (const thing of ["", "-thing"]) {
        const image = drawn(48, (pen) => symbol(pen, name, colour, more !== "", thing !== ""));
        map.addImage(name + more + thing, image, { pixelRatio: 2 });
      }
    }
  }
}

function drawn(size: number, draw: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d")!;
  draw(pen);
  return pen.getImageData(0, 0, size, size);
}

function hatch(pen: CanvasRenderingContext2D): void {
  pen.strokeStyle = "#8b9298";
  pen.lineWidth = 3;
  for (const shift of [-16, 0, 16]) {
    pen.beginPath();
    pen.moveTo(shift - 4, 20);
    pen.lineTo(shift + 20, -4);
    pen.stroke();
  }
}

function symbol(pen: CanvasRenderingContext2D, name: string, colour: string, several: boolean, thing: boolean): void {
  pen.translate(24, 24);
  pen.beginPath();
  if (name === "skydd") pen.rect(-11, -11, 22, 22);
  else if (name === "varsamhet") pen.arc(0, 0, 12, 0, 2 * Math.PI);
  else polygon(pen, name === "rivningsforbud" ? [[0, -13], [13, 11], [-13, 11]] : [[-13, 0], [-7, -11], [7, -11], [13, 0], [7, 11], [-7, 11]]);
  pen.closePath();
  pen.lineWidth = 8;
  pen.strokeStyle = "#fff";
  pen.stroke();
  pen.fillStyle = colour;
  pen.fill();
  if (several) cross(pen, 14, -14, [[-5, 0], [5, 0], [0, -5], [0, 5]]);
  if (thing) cross(pen, -14, -14, [[-4, -4], [4, 4], [-4, 4], [4, -4]]);
}

function polygon(pen: CanvasRenderingContext2D, corners: number[][]): void {
  corners.forEach(([x, y], n) => (n ? pen.lineTo(x!, y!) : pen.moveTo(x!, y!)));
}

function cross(pen: CanvasRenderingContext2D, x: number, y: number, ends: number[][]): void {
  for (const [width, colour] of [[8, "#fff"], [3, INK]] as const) {
    pen.beginPath();
    pen.moveTo(x + ends[0]![0]!, y + ends[0]![1]!);
    pen.lineTo(x + ends[1]![0]!, y + ends[1]![1]!);
    pen.moveTo(x + ends[2]![0]!, y + ends[2]![1]!);
    pen.lineTo(x + ends[3]![0]!, y + ends[3]![1]!);
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.stroke();
  }
}
