// The vector tiles under the map. They come as a script of their own, so that a page need not wait for them.
import { setWorkerUrl, type Map as GlMap } from "maplibre-gl";
import { maplibreGL } from "@maplibre/maplibre-gl-leaflet";
import type L from "leaflet";

import { addImages, style } from "./style";

const HOW = {
  maxTileCacheSize: 0, // so that no tile that comes into view again is an older one
  fadeDuration: 0, // what has come is shown
  zoomLevelsToOverscale: undefined, // a tile of the deepest zoom is fetched once, not for each part of it
  padding: 0.02, // of the view beyond its edges, for while it is dragged
};

/** Add the tiles to the map; kept when they have their style, before which nothing can be said of them. */
export async function addTiles(map: L.Map, county: string | undefined, worker: string): Promise<GlMap> {
  setWorkerUrl(new URL(worker, location.href).href);
  const layer = maplibreGL({ ...HOW, style: style(county) }).addTo(map);
  const tiles = layer.getMaplibreMap();
  tiles.on("error", ({ error }) => {
    if (!("url" in error)) console.error(error); // a tile that did not come is asked for again when the map moves
  });
  await tiles.once("style.load");
  addImages(tiles);
  return tiles;
}
