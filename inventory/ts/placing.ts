// Placing an object: by pointer on the map or by coordinates in the form, each showing in the other.
import L from "leaflet";

import { announce, word } from "./config";
import { fromSweref, metres, toSweref, toWkt } from "./coordinates";
import type { PlanPage } from "./page";
import { symbolIcon } from "./plan";
import { fromWkt } from "./wkt";

const DRAWN = { color: "#0b5a6e", weight: 3 };

interface Fields {
  east: HTMLInputElement;
  north: HTMLInputElement;
  drawn: HTMLInputElement;
  note: HTMLElement;
}

type DrawnShape = "Marker" | "Line" | "Polygon";

export function connectPlacing({ shown: { map }, left }: PlanPage, form: HTMLFormElement): void {
  const fields = findFields(form);
  const icon = symbolIcon("new", [], "new");
  let shown: L.Layer | null = null;

  const show = (layer: L.Layer | null) => {
    shown?.remove();
    shown = layer;
    layer?.addTo(map);
  };
  const showPoint = () => {
    const [east, north] = [metres(fields.east.value), metres(fields.north.value)];
    if (!east || !north) return show(null);
    const marker = L.marker(fromSweref({ east, north }), { icon, draggable: true, keyboard: false });
    marker.on("dragend", () => write(fields, marker.toGeoJSON().geometry));
    show(marker);
  };
  const typed = () => {
    fields.drawn.value = "";
    fields.note.hidden = true;
    showPoint();
  };
  const showPlaced = () => {
    const drawn = fromWkt(fields.drawn.value);
    fields.note.hidden = !drawn;
    if (drawn) show(L.geoJSON(drawn, { style: DRAWN }));
    else showPoint();
  };
  fields.east.addEventListener("change", typed);
  fields.north.addEventListener("change", typed);
  form.addEventListener("restored", showPlaced);
  showPlaced();

  map.pm.setGlobalOptions({ snappable: true, snapDistance: 16, continueDrawing: false, markerStyle: { icon } });
  const create: L.PM.CreateEventHandler = (event) => {
    const layer = event.layer as L.Marker | L.Polyline;
    layer.remove();
    const geometry = (layer.toGeoJSON() as GeoJSON.Feature).geometry;
    write(fields, geometry);
    if (geometry.type === "Point") showPoint();
    else show(L.geoJSON(geometry, { style: DRAWN }));
    announce(word(geometry.type === "Point" ? "placed" : "drawn"));
  };
  map.on("pm:create", create);
  left.addEventListener("abort", () => {
    map.off("pm:create", create);
    map.pm.disableDraw();
    show(null);
  });
  connectButtons(map, form, left);
}

function findFields(form: HTMLFormElement): Fields {
  const input = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  return { east: input("east"), north: input("north"), drawn: input("drawn"), note: document.getElementById("drawn-note")! };
}

function write(fields: Fields, geometry: GeoJSON.Geometry): void {
  const point = geometry.type === "Point";
  if (geometry.type === "Point") {
    const { east, north } = toSweref({ lng: geometry.coordinates[0]!, lat: geometry.coordinates[1]! });
    fields.east.value = east.toFixed(2);
    fields.north.value = north.toFixed(2);
    fields.drawn.value = "";
  } else {
    fields.east.value = fields.north.value = "";
    fields.drawn.value = toWkt(geometry);
  }
  fields.note.hidden = point;
}

/** The drawing buttons toggle; Esc cancels a drawing and nothing else. */
function connectButtons(map: L.Map, form: HTMLFormElement, left: AbortSignal): void {
  const buttons = [...form.querySelectorAll<HTMLButtonElement>("[data-draw]")];
  for (const button of buttons) {
    button.parentElement!.hidden = false;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const wasOn = button.getAttribute("aria-pressed") === "true";
      map.pm.disableDraw();
      if (!wasOn) map.pm.enableDraw(button.dataset.draw as DrawnShape);
    });
  }
  const begin: L.PM.DrawStartEventHandler = (event) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.draw === event.shape));
    announce(word("click"));
  };
  const end = () => buttons.forEach((button) => button.setAttribute("aria-pressed", "false"));
  map.on("pm:drawstart", begin);
  map.on("pm:drawend", end);
  left.addEventListener("abort", () => map.off("pm:drawstart", begin).off("pm:drawend", end));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && map.pm.globalDrawModeEnabled()) map.pm.disableDraw();
  }, { signal: left });
}
