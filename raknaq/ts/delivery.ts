// A delivery's page: how far the work has come, and the map of what it changes and what is wrong.
import L from "leaflet";

import { readConfig } from "../../inventory/ts/config";
import { createMap } from "../../inventory/ts/map";

interface State {
  task: string;
  text: string;
  done: number;
  total: number;
}

const EVERY = 1000; // milliseconds
const COLOURS: Record<string, string> = { error: "#a61b1b", warning: "#b45f00", insert: "#0072b2", update: "#00785a" };

async function follow(box: HTMLElement): Promise<void> {
  const bar = box.querySelector("progress")!;
  const text = box.querySelector("[role=status]")!;
  for (;;) {
    const answer = await fetch(box.dataset.state!).catch(() => null);
    if (answer?.ok) {
      const state = (await answer.json()) as State;
      if (!state.task) return location.reload();
      if (text.textContent !== state.text) text.textContent = state.text;
      if (state.total) {
        bar.max = state.total;
        bar.value = state.done;
      } else bar.removeAttribute("value");
    }
    await new Promise((wake) => setTimeout(wake, EVERY));
  }
}

async function showPlaces(element: HTMLElement): Promise<void> {
  const config = readConfig() as ReturnType<typeof readConfig> & { places: string };
  const { map, settled } = createMap(element, config);
  const answer = await fetch(config.places);
  if (!answer.ok) throw new Error(`The delivery's places: ${answer.status}`);
  const places = (await answer.json()) as GeoJSON.FeatureCollection<GeoJSON.Geometry, { kind: string; text: string }>;
  const drawn = L.geoJSON(places, {
    style: (feature) => ({
      color: COLOURS[feature!.properties.kind] ?? "#1c2126",
      weight: 2,
      fillOpacity: 0.2,
    }),
    pointToLayer: (feature, place) => L.circleMarker(place, {
      radius: 6,
      weight: 2,
      color: "#fff",
      fillColor: COLOURS[feature.properties.kind] ?? "#1c2126",
      fillOpacity: 1,
    }),
    onEachFeature: (feature, layer) => {
      const told = document.createElement("p");
      told.textContent = feature.properties.text;
      layer.on("click", (event: L.LeafletMouseEvent) => L.popup().setLatLng(event.latlng).setContent(told).openOn(map));
    },
  }).addTo(map);
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-place]")) {
    const [east, north] = button.dataset.place!.split(" ").map(Number) as [number, number];
    button.hidden = false;
    button.addEventListener("click", () => {
      const told = document.createElement("p");
      told.textContent = button.previousElementSibling!.textContent;
      map.setView([north, east], 16, { animate: false });
      L.popup().setLatLng([north, east]).setContent(told).openOn(map);
      element.scrollIntoView({ block: "center" });
      element.focus();
    });
  }
  if (places.features.length) map.fitBounds(drawn.getBounds(), { animate: false, maxZoom: 15, padding: [24, 24] });
  await settled();
  element.setAttribute("data-ready", "true");
}

const progress = document.querySelector<HTMLElement>("[data-state]");
if (progress) void follow(progress);
const map = document.getElementById("map");
if (map) await showPlaces(map);
