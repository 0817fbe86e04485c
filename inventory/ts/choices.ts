// What a person chooses between, on the map: a row and its decisions, or two objects.
import L from "leaflet";

import { symbolIcon } from "./plan";

interface Properties {
  layer: "row" | "candidate";
  id: number;
  label: string;
  /** Whether the map should hold it from the start. */
  near: boolean;
}

export type Choices = GeoJSON.FeatureCollection<GeoJSON.Geometry, Properties>;

const PLAIN: L.PathOptions = { color: "#0b5a6e", weight: 2, fillOpacity: 0.04, dashArray: "6 4" };
const CHOSEN: L.PathOptions = { color: "#1c2126", weight: 4, fillOpacity: 0.12, dashArray: "" };
const MAX_ZOOM = 18;

/** Draw the choices, and let list and map choose together. */
export function showChoices(map: L.Map, choices: Choices): void {
  const areas = new Map<string, L.Path>();
  const frame = L.latLngBounds([]);
  L.geoJSON(choices, {
    style: (feature) => (feature?.properties.layer === "candidate" ? PLAIN : { color: "#1c2126", weight: 4 }),
    pointToLayer: (feature, place) => L.marker(place, { icon: symbolIcon("new", [], "new"), alt: feature.properties.label, keyboard: false }),
    onEachFeature: (feature: GeoJSON.Feature<GeoJSON.Geometry, Properties>, layer) => {
      const { id, label, near } = feature.properties;
      if (near) frame.extend(layer instanceof L.Marker ? layer.getLatLng() : (layer as L.Polyline).getBounds());
      if (label) {
        const told = document.createElement("span");
        told.textContent = label;
        layer.bindTooltip(told, { permanent: true, direction: "top", className: "letters", offset: [0, -8] });
      }
      if (feature.properties.layer !== "candidate") return;
      areas.set(String(id), layer as L.Path);
      layer.on("click", () => choose(String(id)));
    },
  }).addTo(map);
  if (frame.isValid()) map.fitBounds(frame, { animate: false, maxZoom: MAX_ZOOM, padding: [32, 32] });
  connectList(areas);
}

function radios(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("#match-form input[name=decision]")];
}

function choose(id: string): void {
  const radio = radios().find((input) => input.value === id);
  if (!radio) return;
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function connectList(areas: Map<string, L.Path>): void {
  const update = () => {
    for (const radio of radios()) {
      areas.get(radio.value)?.setStyle(radio.checked ? CHOSEN : PLAIN);
      if (radio.checked) areas.get(radio.value)?.bringToFront();
    }
  };
  for (const radio of radios()) radio.addEventListener("change", update);
  update();
}
