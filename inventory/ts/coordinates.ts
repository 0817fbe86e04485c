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

/** A shape drawn on the map as WKT in SWEREF 99 TM. */
export function toWkt(geometry: GeoJSON.Geometry): string {
  switch (geometry.type) {
    case "Point":
      return `POINT(${position(geometry.coordinates)})`;
    case "LineString":
      return `LINESTRING(${positions(geometry.coordinates)})`;
    case "Polygon":
      return `POLYGON(${geometry.coordinates.map((ring) => `(${positions(ring)})`).join(",")})`;
    default:
      throw new Error(`A ${geometry.type} is not drawn here.`);
  }
}

function positions(coordinates: GeoJSON.Position[]): string {
  return coordinates.map(position).join(",");
}

function position(coordinates: GeoJSON.Position): string {
  const { east, north } = toSweref({ lng: coordinates[0]!, lat: coordinates[1]! });
  return `${east} ${north}`;
}

function round(length: number): number {
  return Math.round(length * 100) / 100;
}
