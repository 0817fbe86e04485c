// Laying a scanned sheet on the map by pairs of points. The server fits; what it answers is shown.
import L from "leaflet";

import { announce, word } from "./config";
import { fromSweref, toSweref } from "./coordinates";
import { focusFirstWrong } from "./form";
import { type Sheet, SheetOverlay, connectOpacity } from "./overlay";
import type { PlanPage } from "./page";
import { type Half, PointTable } from "./points";
import { guardUnsaved } from "./unsaved";

interface Preview {
  told: string;
  sheet: Sheet | null;
  residuals: (number | null)[];
}

/** One of the two maps that a point is placed on. */
interface Side {
  half: Half;
  map: L.Map;
  /** What is said when a point has been placed. */
  placed: string;
  toMap(place: [number, number]): L.LatLngExpression;
  /** The numbers of a place; null beside the picture. */
  fromMap(place: L.LatLng): [number, number] | null;
}

const WAIT_MS = 200; // after the last change, before the server is asked

/** Whether the page is the one where a sheet is fitted; then it is connected. */
export function connectFitting({ side, shown, left }: PlanPage): boolean {
  const form = side.querySelector<HTMLFormElement>("#fitting");
  if (!form) return false;
  const picture = form.querySelector<HTMLElement>("#picture")!;
  const overlay = new SheetOverlay(picture.dataset.address!).addTo(shown.map);
  left.addEventListener("abort", () => overlay.remove());
  connectOpacity(form.querySelector<HTMLInputElement>("input[type=range]")!, overlay);

  const sides = [pictureSide(picture), groundSide(shown.map)];
  const marks = sides.map(({ map }) => L.layerGroup().addTo(map));
  const ask = connectPreview(form, ({ told, sheet, residuals }) => {
    form.querySelector("#fit-told")!.textContent = told;
    table.tell(residuals);
    overlay.setSheet(sheet);
  });
  const changed = () => {
    sides.forEach((one, n) => mark(one, marks[n]!, table));
    ask();
  };
  const table = new PointTable(form.querySelector<HTMLElement>("#points")!, changed);
  for (const one of sides) placeOn(one, table);
  form.querySelector("#add-point")!.addEventListener("click", () => table.add().querySelector("input")!.focus());
  form.querySelector("select")!.addEventListener("change", ask);
  changed();
  guardUnsaved(form, left);
  focusFirstWrong();
  return true;
}

/** The picture on a map of its own, whose coordinates are its pixels, y down. */
function pictureSide(element: HTMLElement): Side {
  const [width, height] = [Number(element.dataset.width), Number(element.dataset.height)];
  const bounds = L.latLngBounds([-height, 0], [0, width]);
  const map = L.map(element, { crs: L.CRS.Simple, minZoom: -6, maxZoom: 4, zoomSnap: 0.25, attributionControl: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: word("zoomIn"), zoomOutTitle: word("zoomOut") }).addTo(map);
  L.imageOverlay(element.dataset.address!, bounds, { alt: "" }).addTo(map);
  map.fitBounds(bounds, { animate: false });
  return {
    half: "picture",
    map,
    placed: word("pictured"),
    toMap: ([x, y]) => [-y, x],
    fromMap: ({ lat, lng }) => (bounds.contains([lat, lng]) ? [lng, -lat] : null),
  };
}

function groundSide(map: L.Map): Side {
  return {
    half: "ground",
    map,
    placed: word("grounded"),
    toMap: ([east, north]) => fromSweref({ east, north }),
    fromMap: (place) => {
      const { east, north } = toSweref(place);
      return [east, north];
    },
  };
}

/** A click, or Enter at the middle of the map that has the focus, is a place of the next point. */
function placeOn({ half, map, placed, fromMap }: Side, table: PointTable): void {
  const place = (at: L.LatLng) => {
    const numbers = fromMap(at);
    if (numbers) announce(placed.replace("{n}", String(table.write(half, numbers) + 1)));
  };
  map.on("click", (event) => place(event.latlng));
  const element = map.getContainer();
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== element) return;
    event.preventDefault();
    place(map.getCenter());
  });
}

/** Draw the points of a table on one of its two maps, to be dragged. */
function mark({ half, toMap, fromMap }: Side, marks: L.LayerGroup, table: PointTable): void {
  marks.clearLayers();
  table.places(half).forEach((place, number) => {
    if (!place) return;
    const icon = L.divIcon({ html: numbered(number + 1), className: "control-point", iconSize: [24, 24] });
    const marker = L.marker(toMap(place), { icon, draggable: true, keyboard: false, pmIgnore: true });
    marker.on("dragend", () => table.write(half, fromMap(marker.getLatLng()) ?? place, number));
    marker.addTo(marks);
  });
}

function numbered(number: number): HTMLElement {
  const span = document.createElement("span");
  span.textContent = String(number);
  return span;
}

/** Ask the server what the points say, a moment after the last change; the newest answer counts. */
function connectPreview(form: HTMLFormElement, show: (answer: Preview) => void): () => void {
  let asked = new AbortController();
  let waiting = 0;
  const fetchPreview = async () => {
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(form.dataset.preview!, { method: "POST", body: new FormData(form), signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      show((await answer.json()) as Preview);
    } catch (why) {
      if ((why as Error).name !== "AbortError") show({ told: word("noPreview"), sheet: null, residuals: [] });
    }
  };
  return () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void fetchPreview(), WAIT_MS);
  };
}
