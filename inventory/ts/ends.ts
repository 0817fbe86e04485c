// The page of ended plans: the two areas of a proposal on the map, and all proposals ticked at once.
import L from "leaflet";

import { announce, readConfig, word } from "./config";
import { createMap } from "./map";
import { offerPlansOnClick } from "./popup";
import { tickTogether } from "./ticks";
import { connectTools } from "./tools";

interface AreaProperties {
  layer: "newer" | "older";
  label: string;
}

type Areas = GeoJSON.FeatureCollection<GeoJSON.MultiPolygon, AreaProperties>;

const LINES = {
  newer: { color: "#0b5a6e", weight: 4, fillOpacity: 0.1 },
  older: { color: "#1c2126", weight: 3, dashArray: "8 6", fillOpacity: 0.05 },
};

const element = document.getElementById("map")!;
const shown = createMap(element, readConfig());
connectTools(shown);
offerPlansOnClick(shown);
const areas = L.geoJSON(undefined, {
  style: (feature) => LINES[(feature!.properties as AreaProperties).layer],
  interactive: false,
}).addTo(shown.map);

async function show(item: HTMLElement): Promise<void> {
  const answer = await fetch(item.dataset.shapes!);
  if (!answer.ok) throw new Error(`The areas of a proposal: ${answer.status}`);
  const found = (await answer.json()) as Areas;
  areas.clearLayers();
  areas.addData(found);
  document.querySelectorAll(".ends li").forEach((other) => other.classList.toggle("selected", other === item));
  if (!found.features.length) return announce(word("noArea"));
  shown.map.fitBounds(areas.getBounds(), { animate: false, maxZoom: 17, padding: [32, 32] });
  element.dataset.shown = item.dataset.shapes!;
  announce(word("ends"));
}

for (const item of document.querySelectorAll<HTMLElement>(".ends li[data-shapes]")) {
  const button = item.querySelector<HTMLButtonElement>("button.show")!;
  button.hidden = false;
  button.addEventListener("click", () => void show(item));
}

tickTogether();

const ready = () => element.setAttribute("data-ready", "true");
void shown.settled().then(ready);
