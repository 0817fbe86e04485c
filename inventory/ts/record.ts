// The recording pages: a map that shows plans, and on a plan's own page its objects, the form and the outcomes.
import { showChoices } from "./choices";
import { readConfig } from "./config";
import { connectFitting } from "./fitting";
import { connectDetails } from "./details";
import { connectConflict } from "./conflict";
import { connectConnection } from "./connection";
import { connectDrafts } from "./drafts";
import { connectForm, focusFirstWrong } from "./form";
import { connectHolding } from "./holding";
import { connectLoop } from "./loop";
import { createMap } from "./map";
import { readPage, type PlanPage } from "./page";
import { connectPlacing } from "./placing";
import { showPlan } from "./plan";
import { offerPlansOnClick } from "./popup";
import { connectProvision, connectProvisionList } from "./provision";
import { connectQueue } from "./queue";
import { connectReader } from "./reader";
import { connectSheets } from "./sheets";
import { connectTurning } from "./turning";
import { guardUnsaved } from "./unsaved";

const element = document.getElementById("map")!;
const shown = createMap(element, readConfig());

async function open(page: PlanPage): Promise<void> {
  const form = page.side.querySelector<HTMLFormElement>("#marking-form, #provision-form");
  const planIsShown = connectLoop(page);
  if (page.config.shapes) showChoices(page.shown.map, page.config.shapes);
  else if (!connectFitting(page)) offerPlansOnClick(page.shown, page.config.plan, page.left);
  if (form) {
    connectForm(form);
    if (form.id === "marking-form") connectPlacing(page, form);
    guardUnsaved(form, page.left);
    focusFirstWrong();
  }
  connectDrafts(page);
  connectConnection(page);
  connectConflict(page);
  connectHolding(page);
  connectDetails(page);
  connectProvision(page);
  connectProvisionList(page);
  connectQueue(page);
  connectReader(page);
  connectSheets(page);
  await showPlan(page);
  planIsShown();
}

let leaving = new AbortController();
const opened = open(readPage(shown, leaving.signal));
connectTurning(() => {
  leaving.abort();
  leaving = new AbortController();
  shown.turn(readConfig());
  void open(readPage(shown, leaving.signal));
});

await opened;
// The browser test and screen captures wait for this.
await shown.drawn;
element.setAttribute("data-ready", "true");
