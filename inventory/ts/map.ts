// The map: base maps by configuration, plans and objects from vector tiles, coordinates, scale.
import L from "leaflet";
import "@geoman-io/leaflet-geoman-free";
import { setWorkerUrl, type Map as GlMap } from "maplibre-gl";
import { maplibreGL } from "@maplibre/maplibre-gl-leaflet";

import { connectBases } from "./bases";
import { type MapConfig, announce, word } from "./config";
import { toSweref } from "./coordinates";
import { addImages, style } from "./style";

export interface RecordMap {
  map: L.Map;
  /** The vector tile map, null where the browser has no WebGL. */
  tiles: GlMap | null;
  /** Kept when the vector tiles have been drawn for the first time, however early that is. */
  drawn: Promise<unknown>;
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
  const tiles = addTiles(map, config, element.dataset.worker!);
  let open = config.plan;
  const turn = (next: MapConfig) => {
    map.closePopup();
    map.invalidateSize({ pan: false }); // its column has another width on another kind of page
    const left = map.getBounds();
    if (next.plan !== open) goTo(map, next);
    open = next.plan;
    if (!left.intersects(map.getBounds())) return; // what was not in view is fetched as it is now
    for (const changed of ["plans", "objects"]) tiles?.refreshTiles(changed);
  };
  const settled = () => (tiles ? idle(tiles) : Promise.resolve());
  return { map, tiles, drawn: settled(), settled, turn };
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

function addTiles(map: L.Map, config: MapConfig, worker: string): GlMap | null {
  setWorkerUrl(new URL(worker, location.href).href);
  try {
    // Without a cache, no tile that comes into view again is an older one.
    const layer = maplibreGL({ style: style(config.county), maxTileCacheSize: 0 });
    layer.addTo(map);
    const tiles = layer.getMaplibreMap();
    tiles.on("style.load", () => addImages(tiles));
    tiles.on("error", ({ error }) => {
      if (!("url" in error)) console.error(error); // a tile that did not come is asked for again when the map moves
    });
    return tiles;
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
