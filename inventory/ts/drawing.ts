// Drawing on the map, for one purpose at a time.
import L from "leaflet";

import { announce, word } from "./config";
import type { Shape } from "./coordinates";
import { placeByKeyboard } from "./cursor";

export type DrawnShape = "Marker" | "Line" | "Polygon";

const SNAP_PX = 16;

/** Let a shape be drawn, and hand it over; the button is pressed meanwhile, and ends it when pressed again. */
export function draw(map: L.Map, kind: DrawnShape, button: HTMLElement, done: (shape: Shape) => void): void {
  const wasOn = button.getAttribute("aria-pressed") === "true";
  map.pm.disableDraw();
  if (wasOn) return;
  const hand = (shape: Shape) => {
    done(shape);
    announce(word(shape.type === "Point" ? "placed" : "drawn"));
  };
  const created = ({ layer }: { layer: L.Layer }) => {
    layer.remove();
    hand((layer as L.Polyline).toGeoJSON().geometry as Shape);
  };
  const letGo = kind === "Marker"
    ? placeByKeyboard(map, ({ lng, lat }) => {
        map.pm.disableDraw();
        hand({ type: "Point", coordinates: [lng, lat] });
      })
    : () => {};
  const ended = () => {
    button.setAttribute("aria-pressed", "false");
    letGo();
    map.off("pm:drawend", ended);
    queueMicrotask(() => map.off("pm:create", created)); // the shape may be told of after its end
  };
  map.on("pm:create", created);
  map.on("pm:drawend", ended);
  button.setAttribute("aria-pressed", "true");
  map.pm.enableDraw(kind);
  if (kind === "Marker") map.getContainer().focus({ preventScroll: true });
  announce(word(kind === "Marker" ? "clickOrEnter" : "click"));
}

/** How shapes are drawn and moved: snapping to what is on the map, which Alt suspends. */
export function connectDrawing(map: L.Map, icon: L.DivIcon, left: AbortSignal): void {
  map.pm.setGlobalOptions({ snapDistance: SNAP_PX, continueDrawing: false, allowSelfIntersection: false, markerStyle: { icon, keyboard: false } });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && map.pm.globalDrawModeEnabled()) map.pm.disableDraw();
  }, { signal: left });
  left.addEventListener("abort", () => map.pm.disableDraw());
}
