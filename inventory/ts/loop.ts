// The loop: one key for each outcome while focus is in the toolbar, and nowhere else.
import { say, word } from "./config";
import type { PlanPage } from "./page";
import { asksForNoPart } from "./permalink";

const EDITABLE = "input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]";

/** Connect the outcomes of a reading, or the verdicts on one; the answer is to be called when the plan is shown, before which none is taken. */
export function connectLoop({ side, left }: PlanPage): () => void {
  const toolbar = side.querySelector<HTMLElement>("#outcomes");
  if (!toolbar) return () => {};
  let shown = false;
  const buttons = [...toolbar.querySelectorAll<HTMLButtonElement>("button")];
  connectHelp(buttons.find((button) => button.dataset.key === "?")!);
  toolbar.addEventListener("click", (event) => {
    if (shown || !(event.target as Element).closest("[name=outcome], [name=verdict]")) return;
    event.preventDefault();
    say(word("notShown"));
  });
  toolbar.addEventListener("keydown", (event) => {
    if (event.repeat && event.key !== "Tab") return event.preventDefault(); // a held key says nothing more
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const chosen = step ? undefined : buttons.find((button) => button.dataset.key === event.key.toLowerCase());
    if (!step && !chosen) return;
    event.preventDefault();
    if (step) focus(buttons, (at + step + buttons.length) % buttons.length);
    else chosen!.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat || !event.ctrlKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      buttons[0]!.click();
    } else if (event.key === "z" && !(event.target as Element).matches(EDITABLE)) {
      const undo = document.querySelector<HTMLFormElement>("#undo-reading, #undo-check");
      if (!undo) return;
      event.preventDefault();
      undo.requestSubmit();
    }
  }, { signal: left });
  buttons.forEach((button, number) => button.addEventListener("focus", () => reach(buttons, number)));
  reach(buttons, 0);
  const asked = side.querySelector<HTMLButtonElement>("[data-asks] button");
  if (asked) asked.focus();
  else if (!document.querySelector(".errors") && asksForNoPart()) focus(buttons, 0);
  return () => {
    say("");
    shown = true;
    toolbar.setAttribute("data-ready", "true");
  };
}

function connectHelp(help: HTMLButtonElement): void {
  const keys = document.getElementById("keys")!;
  help.hidden = false;
  help.addEventListener("click", () => {
    keys.hidden = !keys.hidden;
    help.setAttribute("aria-expanded", String(!keys.hidden));
  });
}

/** One stop for Tab, the arrows go on from there. */
function reach(buttons: HTMLButtonElement[], number: number): void {
  buttons.forEach((button, n) => button.setAttribute("tabindex", n === number ? "0" : "-1"));
}

function focus(buttons: HTMLButtonElement[], number: number): void {
  buttons[number]!.focus({ preventScroll: true });
}
