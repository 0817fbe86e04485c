// Nothing typed is lost by accident: it is said once before a page with unsaved changes is turned, and the
// browser asks before it is left.
import { say, word } from "./config";
import { cameBack, fieldsOf } from "./fields";
import { TURNING } from "./turning";

/** Guard a form until it is sent. */
export function guardUnsaved(form: HTMLFormElement, left: AbortSignal): void {
  const content = () => JSON.stringify(fieldsOf(form));
  const saved = cameBack(form) ? null : content();
  let leaving = false;
  let told = false;
  const leave = () => {
    leaving = true;
  };
  const unsaved = () => !leaving && content() !== saved;
  form.addEventListener("submit", leave);
  const during = { signal: left };
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("a[data-discards]")) leave();
  }, { ...during, capture: true }); // before the page is turned by the click
  addEventListener("pageshow", () => {
    leaving = false;
  }, during);
  addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  }, during);
  document.addEventListener(TURNING, (event) => {
    if (told || !unsaved()) return;
    told = true;
    event.preventDefault();
    say(word("unsaved"));
  }, during);
}
