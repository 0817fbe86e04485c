// The recording pages: a map that shows plans, and on a plan's own page its objects and the form.
import { showChoices } from "./choices";
import { readConfig } from "./config";
import { connectForm } from "./form";
import { createMap, openPlansOnClick } from "./map";
import { connectPlacing } from "./placing";
import { showPlan } from "./plan";

const config = readConfig();
const element = document.getElementById("map")!;
const shown = createMap(element, config);
if (config.shapes) showChoices(shown.map, config.shapes);
else openPlansOnClick(shown);
if (config.plan !== undefined) await showPlan(shown, config.plan, config.moving);
const form = document.getElementById("marking-form") as HTMLFormElement | null;
if (form) {
  connectForm(form);
  connectPlacing(shown.map, form);
}
// The browser test and screen captures wait for this.
const ready = () => element.setAttribute("data-ready", "true");
if (shown.tiles) shown.tiles.once("idle", ready);
else ready();
