// The recording pages: a map that shows plans, and on a plan's own page its objects, the form and the outcomes.
import { connectCheck } from "./check";
import { showChoices } from "./choices";
import { readConfig } from "./config";
import { connectFitting } from "./fitting";
import { connectDetails } from "./details";
import { connectFilter } from "./filter";
import { connectConflict } from "./conflict";
import { connectConnection } from "./connection";
import { connectDrafts } from "./drafts";
import { connectForm, focusFirstWrong } from "./form";
import { connectHolding } from "./holding";
import { bringLaterRows } from "./later";
import { connectLoop } from "./loop";
import { createMap } from "./map";
import { connectMoving } from "./moving";
import { readPage, type PlanPage } from "./page";
import { connectPlacing } from "./placing";
import { showPlan } from "./plan";
import { connectPointing } from "./pointing";
import { offerPlansOnClick } from "./popup";
import { connectProvision, connectProvisionList } from "./provision";
import { connectQueue } from "./queue";
import { connectReader } from "./reader";
import { connectSelection } from "./selection";
import { connectSheets } from "./sheets";
import { connectTools } from "./tools";
import { connectTurning } from "./turning";
import { guardUnsaved } from "./unsaved";

document.documentElement.classList.add("has-scripts"); // what is of use with scripts alone is shown
const element = document.getElementById("map")!;
const shown = createMap(element, readConfig());
connectTools(shown);

async function open(page: PlanPage): Promise<void> {
  const form = page.side.querySelector<HTMLFormElement>("#marking-form, #provision-form, #document-form, #gone-form");
  const planIsShown = connectLoop(page);
  let offerAreas: ReturnType<typeof connectPlacing> | undefined;
  if (page.config.shapes) showChoices(page.shown.map, page.config.shapes);
  else if (!connectFitting(page)) offerPlansOnClick(page.shown, page.config.plan, page.left, connectPointing(page));
  connectFilter(page);
  if (form) {
    connectForm(form);
    if (form.id === "marking-form") offerAreas = connectPlacing(page, form);
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
  connectCheck(page);
  const plan = showPlan(page);
  if (plan) {
    offerAreas?.(plan);
    connectMoving(page, plan);
    connectSelection(page, plan);
  }
  planIsShown();
  void page.shown.calm().then(() => bringLaterRows(page));
  await page.shown.settled();
  if (page.left.aborted) return;
  element.setAttribute("data-ready", "true"); // the browser tests wait for this
}

let leaving = new AbortController();
connectTurning(() => {
  leaving.abort();
  leaving = new AbortController();
  element.removeAttribute("data-ready");
  shown.turn(readConfig());
  void open(readPage(shown, leaving.signal));
});
await open(readPage(shown, leaving.signal));
