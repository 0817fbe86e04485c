// The map: base maps by configuration, plans and objects from vector tiles, coordinates, scale.
import L from "leaflet";
import "@geoman-io/leaflet-geoman-free";
import type { Map as GlMap } from "maplibre-gl";

import { connectBases } from "./bases";
import { type MapConfig, announce, word } from "./config";
import { toSweref } from "./coordinates";

export interface RecordMap {
  map: L.Map;
  /** The vector tiles when they have come, null where the browser cannot show them (WebGL). */
  tiles: Promise<GlMap | null>;
  /** Kept when all that the map has been asked for is drawn. */
  settled: () => Promise<unknown>;
  /** Go on with another page: to its frame where it is of another plan, with the tiles as they are now. */
  turn: (config: MapConfig) => void;
}

export function createMap(element: HTMLElement, config: MapConfig): RecordMap {
  const map = L.map(element, { zoomSnap: 1, maxZoom: 20, minZoom: 4, keyboard: true, zoomControl: false });
  L.control.zoom({ zoomInTitle: word("zoomIn"), zoomOutTitle: word("zoomOut") }).addTo(map);
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(word("boundaries"));
  connectBases(map, config.bases, document.getElementById("base-map") as HTMLSelectElement | null);
  goTo(map, config);
  L.control.scale({ imperial: false }).addTo(map);
  showCoordinates(map);
  const tiles = bringTiles(map, config, element.dataset.worker!);
  let open = config.plan;
  const turn = (next: MapConfig) => {
    map.closePopup();
    map.invalidateSize({ pan: false }); // its column has another width on another kind of page
    const [left, zoom] = [map.getBounds(), map.getZoom()];
    if (next.plan !== open) goTo(map, next);
    open = next.plan;
    const stays = zoom === map.getZoom() && left.intersects(map.getBounds());
    if (stays) void tiles.then((drawn) => drawn?.refreshTiles("plans")); // the others are fetched as they are now
  };
  const settled = () => tiles.then((drawn) => drawn && idle(drawn));
  return { map, tiles, settled, turn };
}

/** Idle is told only after something is drawn, which a refreshed tile that is as it was is not: so it is asked for. */
async function idle(tiles: GlMap): Promise<unknown> {
  while (!tiles.loaded()) await new Promise(requestAnimationFrame);
  const told = tiles.once("idle");
  tiles.triggerRepaint();
  return told;
}

function goTo(map: L.Map, { frame }: MapConfig): void {
  map.fitBounds(frame, { animate: false, padding: [16, 16], maxZoom: 18 });
}

async function bringTiles(map: L.Map, { county }: MapConfig, worker: string): Promise<GlMap | null> {
  try {
    const { addTiles } = await import("./tiles");
    return await addTiles(map, county, worker);
  } catch {
    announce(word("noGl"));
    return null;
  }
}

function showCoordinates(map: L.Map): void {
  const control = new L.Control({ position: "bottomright" });
  const text = L.DomUtil.create("div", "coordinates");
  control.onAdd = () => text;
  control.addTo(map);
  const tell = (place: L.LatLng) => {
    const { east, north } = toSweref(place);
    text.textContent = `N ${Math.round(north)}  E ${Math.round(east)}`;
  };
  map.on("mousemove", (event) => tell(event.latlng));
  map.on("moveend", () => tell(map.getCenter()));
  tell(map.getCenter());
}
