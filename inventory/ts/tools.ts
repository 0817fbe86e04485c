// The toolbar of the map: what every page of the workspace has. Moving is connected by the open plan.
import { connectBuildings } from "./footprints";
import type { RecordMap } from "./map";
import { connectMeasure } from "./measure";
import { connectPermalink } from "./permalink";
import { connectSnapping } from "./snapping";

export function connectTools(shown: RecordMap): void {
  const bar = document.getElementById("map-tools")!;
  const button = (id: string) => document.getElementById(id) as HTMLButtonElement;
  connectBuildings(shown, button("buildings"));
  connectMeasure(shown.map, { distance: button("measure-distance"), area: button("measure-area") });
  connectPermalink(shown.map, button("permalink"));
  connectSnapping(shown.map, button("snapping"));
  bar.hidden = false;
}
