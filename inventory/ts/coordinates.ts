// SWEREF 99 TM, the reference system that people see and the server takes.
import proj4 from "proj4";

proj4.defs("EPSG:3006", "+proj=utm +zone=33 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs");

export interface Sweref {
  east: number;
  north: number;
}

/** Metres in SWEREF 99 TM of a place on the map, to the centimetre. */
export function toSweref(place: { lat: number; lng: number }): Sweref {
  const [east, north] = proj4("EPSG:4326", "EPSG:3006", [place.lng, place.lat]) as [number, number];
  return { east: round(east), north: round(north) };
}

/** The place on the map of metres in SWEREF 99 TM, as [latitude, longitude]. */
export function fromSweref({ east, north }: Sweref): [number, number] {
  const [lng, lat] = proj4("EPSG:3006", "EPSG:4326", [east, north]) as [number, number];
  return [lat, lng];
}

/** Metres as people write them, with spaces, a comma or a point; NaN for what is no number. */
export function metres(text: string): number {
  return Number(text.replace(/\s/g, "").replace(",", "."));
}

/** A shape of one kind: a point, a line, an area, or several of it. */
export type Shape = Exclude<GeoJSON.Geometry, GeoJSON.GeometryCollection>;

type Nested = GeoJSON.Position | Nested[];

/** A shape on the map as WKT in SWEREF 99 TM, to the centimetre; what is copied, to the millimetre. */
export function toWkt(geometry: Shape, decimals = 2): string {
  const written = (part: Nested): string =>
    isPosition(part) ? position(part, decimals) : `(${part.map(written).join(",")})`;
  const text = written(geometry.coordinates);
  return geometry.type.toUpperCase() + (geometry.type === "Point" ? `(${text})` : text);
}

/** The shape so many metres further east and north in SWEREF 99 TM. */
export function moved(geometry: Shape, east: number, north: number): Shape {
  const move = (part: Nested): Nested => {
    if (!isPosition(part)) return part.map(move);
    const from = toSweref({ lng: part[0]!, lat: part[1]! });
    const [lat, lng] = fromSweref({ east: from.east + east, north: from.north + north });
    return [lng, lat];
  };
  return { ...geometry, coordinates: move(geometry.coordinates) } as Shape;
}

/** The middle of a shape's frame. */
export function middle(geometry: Shape): Sweref {
  const all = positions(geometry).map(([lng, lat]) => toSweref({ lng: lng!, lat: lat! }));
  const between = (values: number[]) => round((Math.min(...values) + Math.max(...values)) / 2);
  return { east: between(all.map(({ east }) => east)), north: between(all.map(({ north }) => north)) };
}

/** All the corners of a shape. */
export function positions(geometry: Shape): GeoJSON.Position[] {
  const listed = (part: Nested): GeoJSON.Position[] => (isPosition(part) ? [part] : part.flatMap(listed));
  return listed(geometry.coordinates);
}

function isPosition(part: Nested): part is GeoJSON.Position {
  return typeof part[0] === "number";
}

function position(place: GeoJSON.Position, decimals: number): string {
  const [east, north] = proj4("EPSG:4326", "EPSG:3006", [place[0]!, place[1]!]) as [number, number];
  return `${Number(east.toFixed(decimals))} ${Number(north.toFixed(decimals))}`;
}

function round(length: number): number {
  return Math.round(length * 100) / 100;
}
