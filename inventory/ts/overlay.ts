// A scanned sheet over the map. CSS draws its picture through the homography that takes its corners
// to their places; the map's own projection bends a sheet of a kilometre by less than a pixel.
import L from "leaflet";

import { fromSweref } from "./coordinates";

/** A picture as it is fitted: `matrix` takes (x, y, 1) of it to metres from `origin`, in EPSG:3006. */
export interface Sheet {
  width: number;
  height: number;
  origin: [number, number];
  matrix: number[][];
  /** Metres within which a place in the picture lies, null where that cannot be told. */
  error: number | null;
}

const PANE = "sheets";
const OVER_TILES = "350"; // over the tiles and under all shapes

/** The place on the map of a place in the picture. */
export function onMap({ matrix, origin }: Sheet, x: number, y: number): L.LatLng {
  const [east, north, depth] = matrix.map((row) => row[0]! * x + row[1]! * y + row[2]!) as [number, number, number];
  return L.latLng(fromSweref({ east: origin[0] + east / depth, north: origin[1] + north / depth }));
}

/** The corners of a sheet on the map, clockwise from the upper left of the picture. */
export function cornersOf(sheet: Sheet): L.LatLng[] {
  const { width, height } = sheet;
  return [[0, 0], [width, 0], [width, height], [0, height]].map(([x, y]) => onMap(sheet, x!, y!));
}

/** A sheet on the map that catches no clicks; without a fit it is not drawn. */
export class SheetOverlay extends L.Layer {
  private readonly frame = L.DomUtil.create("div", "laid-sheet leaflet-zoom-animated");
  private readonly picture = L.DomUtil.create("img", "", this.frame);
  private sheet: Sheet | null = null;
  private corners: L.LatLng[] = [];
  private drawnAt = 0; // zoom

  constructor(address: string, sheet: Sheet | null = null) {
    super();
    this.picture.src = address;
    this.picture.alt = "";
    this.setSheet(sheet);
  }

  override onAdd(map: L.Map): this {
    pane(map).append(this.frame);
    this.draw();
    return this;
  }

  override onRemove(): this {
    this.frame.remove();
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      zoom: () => this.draw(),
      viewreset: () => this.draw(),
      zoomanim: (event) => this.follow(event as L.ZoomAnimEvent),
    };
  }

  /** Lay the picture elsewhere, null for nowhere. */
  setSheet(sheet: Sheet | null): void {
    this.sheet = sheet;
    this.corners = sheet ? cornersOf(sheet) : [];
    this.frame.hidden = !sheet;
    if (this._map) this.draw();
  }

  setOpacity(opacity: number): void {
    this.frame.style.opacity = String(opacity);
  }

  getBounds(): L.LatLngBounds {
    return L.latLngBounds(this.corners);
  }

  /** The sheet at the map's zoom: its first corner is where the frame is, the rest hangs on that. */
  private draw(): void {
    if (!this.sheet) return;
    const { width, height } = this.sheet;
    this.drawnAt = this._map.getZoom();
    const at = this.corners.map((corner) => this._map.project(corner, this.drawnAt));
    const places = at.map((place) => place.subtract(at[0]!));
    this.picture.style.width = `${width}px`;
    this.picture.style.height = `${height}px`;
    this.picture.style.transform = matrix3d(homography(width, height, places));
    L.DomUtil.setTransform(this.frame, this._map.latLngToLayerPoint(this.corners[0]!), 1);
  }

  /** Move and scale as the tiles do while the map zooms to another view. */
  private follow({ center, zoom }: L.ZoomAnimEvent): void {
    if (!this.sheet) return;
    const map = this._map;
    const place = map.project(this.corners[0]!, zoom)
      .subtract(map.project(center, zoom))
      .add(map.getSize().divideBy(2))
      .subtract(L.DomUtil.getPosition(map.getPanes().mapPane));
    L.DomUtil.setTransform(this.frame, place, map.getZoomScale(zoom, this.drawnAt));
  }
}

/** The opacity of an overlay is that of a slider, in per cent. */
export function connectOpacity(slider: HTMLInputElement, overlay: SheetOverlay): void {
  const follow = () => overlay.setOpacity(Number(slider.value) / 100);
  slider.addEventListener("input", follow);
  follow();
}

function pane(map: L.Map): HTMLElement {
  const known = map.getPane(PANE);
  if (known) return known;
  const made = map.createPane(PANE);
  made.style.zIndex = OVER_TILES;
  return made;
}

/** The homography (3 × 3, by rows) that takes a rectangle to four places, clockwise from its upper left. */
export function homography(width: number, height: number, places: L.Point[]): number[] {
  // Heckbert, Fundamentals of Texture Mapping and Image Warping (1989), section 2.2.3: the unit
  // square to a quadrilateral, here with its sides divided by the size of the picture.
  const [p0, p1, p2, p3] = places as [L.Point, L.Point, L.Point, L.Point];
  const [dx1, dx2, sx] = [p1.x - p2.x, p3.x - p2.x, p0.x - p1.x + p2.x - p3.x];
  const [dy1, dy2, sy] = [p1.y - p2.y, p3.y - p2.y, p0.y - p1.y + p2.y - p3.y];
  const size = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / size;
  const h = (dx1 * sy - sx * dy1) / size;
  return [
    (p1.x - p0.x + g * p1.x) / width, (p3.x - p0.x + h * p3.x) / height, p0.x,
    (p1.y - p0.y + g * p1.y) / width, (p3.y - p0.y + h * p3.y) / height, p0.y,
    g / width, h / height, 1,
  ];
}

function matrix3d([a, b, c, d, e, f, g, h, i]: number[]): string {
  return `matrix3d(${[a, d, 0, g, b, e, 0, h, 0, 0, 1, 0, c, f, 0, i].join(",")})`;
}
