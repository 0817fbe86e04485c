// Measuring a distance or an area in the plane of SWEREF 99 TM: by clicks, or under the cross with Enter.
import L from "leaflet";

import { announce, say, word, words } from "./config";
import { toSweref } from "./coordinates";
import { placeByKeyboard } from "./cursor";

type What = "distance" | "area";

const LINE = { color: "#1c2126", weight: 2, dashArray: "4 4", interactive: false, snapIgnore: true, pmIgnore: true };
const HECTARE = 10_000; // square metres
const KILOMETRE = 1_000; // metres

/** Two buttons that begin a measuring and end it; Esc ends it, Backspace takes the last corner away. */
export function connectMeasure(map: L.Map, buttons: Record<What, HTMLButtonElement>): void {
  let end = () => {};
  for (const what of ["distance", "area"] as const) {
    const button = buttons[what];
    button.hidden = false;
    button.addEventListener("click", () => {
      const wasOn = button.getAttribute("aria-pressed") === "true";
      end();
      if (!wasOn) end = begin(map, what, button);
    });
  }
}

function begin(map: L.Map, what: What, button: HTMLButtonElement): () => void {
  const element = map.getContainer();
  const corners: L.LatLng[] = [];
  const drawn = (what === "area" ? L.polygon([], LINE) : L.polyline([], LINE)).addTo(map);
  const update = () => {
    drawn.setLatLngs(corners);
    say(words(what === "area" ? "areaIs" : "distanceIs", { size: sizeOf(what, corners) }));
  };
  const take = (place: L.LatLng) => {
    corners.push(place);
    update();
  };
  const clicked = (event: L.LeafletMouseEvent) => take(event.latlng);
  const letGo = placeByKeyboard(map, take);
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Escape") end();
    else if (event.key === "Backspace" && corners.length) {
      corners.pop();
      update();
    }
  };
  const end = () => {
    letGo();
    map.off("click", clicked);
    element.removeEventListener("keydown", pressed);
    delete element.dataset.tool;
    drawn.remove();
    button.setAttribute("aria-pressed", "false");
    say("");
  };
  map.on("click", clicked);
  element.addEventListener("keydown", pressed);
  element.dataset.tool = "measure";
  button.setAttribute("aria-pressed", "true");
  element.focus({ preventScroll: true });
  announce(word("clickOrEnter"));
  update();
  return end;
}

/** The length of a line or the area of a ring, in words. */
function sizeOf(what: What, corners: L.LatLng[]): string {
  const places = corners.map(toSweref);
  let size = 0;
  places.forEach((place, n) => {
    const next = places[(n + 1) % places.length]!;
    if (what === "area") size += place.east * next.north - next.east * place.north;
    else if (n + 1 < places.length) size += Math.hypot(next.east - place.east, next.north - place.north);
  });
  return what === "area" ? areaInWords(Math.abs(size) / 2) : lengthInWords(size);
}

function lengthInWords(metres: number): string {
  return metres < KILOMETRE ? `${number(metres, 1)} m` : `${number(metres / KILOMETRE, 3)} km`;
}

function areaInWords(squareMetres: number): string {
  return squareMetres < HECTARE ? `${number(squareMetres, 0)} m²` : `${number(squareMetres / HECTARE, 2)} ha`;
}

function number(value: number, decimals: number): string {
  return value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
