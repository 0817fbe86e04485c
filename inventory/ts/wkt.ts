// A shape that the server gave, or that a form keeps, for the map.
import { fromSweref } from "./coordinates";

type Nested = string | Nested[];

const KINDS: Record<string, GeoJSON.Geometry["type"]> = {
  POINT: "Point", LINESTRING: "LineString", POLYGON: "Polygon",
  MULTIPOINT: "MultiPoint", MULTILINESTRING: "MultiLineString", MULTIPOLYGON: "MultiPolygon",
};

/** WKT in SWEREF 99 TM as GeoJSON in WGS 84; null for what is neither. */
export function fromWkt(text: string): GeoJSON.Geometry | null {
  const found = /^\s*([A-Z]+)\s*(\(.*\))\s*$/s.exec(text.toUpperCase());
  const type = found ? KINDS[found[1]!] : undefined;
  if (!type) return null;
  // "(1 2,3 4)" becomes ["1 2","3 4"].
  const listed = found![2]!.replace(/[-\d.E+]+\s+[-\d.E+]+/g, '"$&"').replace(/\(/g, "[").replace(/\)/g, "]");
  try {
    const nested = JSON.parse(listed) as Nested[];
    const coordinates = nested.map(placed);
    return { type, coordinates: type === "Point" ? coordinates[0] : coordinates } as GeoJSON.Geometry;
  } catch {
    return null;
  }
}

function placed(part: Nested): unknown {
  if (typeof part !== "string") return part.map(placed);
  const [east, north] = part.split(/\s+/).map(Number);
  const [latitude, longitude] = fromSweref({ east: east!, north: north! });
  return [longitude, latitude];
}
