// The recording pages: a map that shows plans, and on a plan's own page its objects and the form.
import { showChoices } from "./choices";
import { readConfig } from "./config";
import { connectForm, focusFirstWrong } from "./form";
import { connectLoop } from "./loop";
import { createMap } from "./map";
import { connectPlacing } from "./placing";
import { showPlan } from "./plan";
import { offerPlansOnClick } from "./popup";
import { guardUnsaved } from "./unsaved";

const outcomes = document.getElementById("outcomes");
const planIsShown = outcomes ? connectLoop(outcomes) : () => {};
const config = readConfig();
const element = document.getElementById("map")!;
const shown = createMap(element, config);
if (config.shapes) showChoices(shown.map, config.shapes);
else offerPlansOnClick(shown, config.plan);
if (config.plan !== undefined) await showPlan(shown, config.plan, config.moving);
planIsShown();
const form = document.getElementById("marking-form") as HTMLFormElement | null;
if (form) {
  connectForm(form);
  connectPlacing(shown.map, form);
  guardUnsaved(form);
  focusFirstWrong();
}
// The browser test and screen captures wait for this.
await shown.drawn;
element.setAttribute("data-ready", "true");
