// The map: base maps by configuration, plans and objects from vector tiles, coordinates, scale.
import L from "leaflet";
import "@geoman-io/leaflet-geoman-free";
import type { Map as GlMap } from "maplibre-gl";

import { connectBases } from "./bases";
import { type MapConfig, announce, say, word } from "./config";
import { toSweref } from "./coordinates";
import { DEEPEST } from "./style";

const TILE_PX = 256; // of Leaflet
const PATIENCE_MS = 2_000;

export interface RecordMap {
  map: L.Map;
  /** The vector tiles when they have come, null where the browser cannot show them (WebGL). */
  tiles: Promise<GlMap | null>;
  /** Kept when all that the map has been asked for is drawn. */
  settled: () => Promise<unknown>;
  /** Kept when that is so, or has taken so long that what is no part of the map need not wait for it. */
  calm: () => Promise<unknown>;
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
    const [left, zoom] = [tilesInView(map), map.getZoom()];
    if (next.plan !== open) goTo(map, next);
    open = next.plan;
    const stay = zoom === map.getZoom() && left.intersects(tilesInView(map));
    if (stay) void tiles.then((gl) => gl?.refreshTiles("plans")); // the others are fetched as they are now
  };
  const settled = () => tiles.then((gl) => gl && idle(gl));
  const calm = () => Promise.race([settled(), new Promise((wake) => setTimeout(wake, PATIENCE_MS))]);
  return { map, tiles, settled, calm, turn };
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
  } catch (wrong) {
    if (!document.createElement("canvas").getContext("webgl2")) announce(word("noGl"));
    else {
      console.error(wrong);
      say(word("noTiles"));
    }
    return null;
  }
}

/** Which of the tiles, by their numbers, hold something of the view: they are twice as wide as Leaflet's. */
function tilesInView(map: L.Map): L.Bounds {
  const zoom = Math.min(map.getZoom() - 1, DEEPEST);
  const view = map.getBounds().pad(0.05); // a little more is fetched
  const numbers = [view.getNorthWest(), view.getSouthEast()].map((corner) => map.project(corner, zoom).divideBy(TILE_PX).floor());
  return L.bounds(numbers);
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
