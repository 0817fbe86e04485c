// The loop: one key for each outcome while focus is in the toolbar, and nowhere else.
import { announce, word } from "./config";

const EDITABLE = "input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]";

/** Connect the outcomes; the answer is to be called when the plan is shown, before which none is taken. */
export function connectLoop(toolbar: HTMLElement): () => void {
  let shown = false;
  let sent = false; // what is on its way is not sent twice
  const buttons = [...toolbar.querySelectorAll<HTMLButtonElement>("button")];
  const help = buttons.find((button) => button.dataset.key === "?")!;
  const keys = document.getElementById("keys")!;
  help.hidden = false;
  help.addEventListener("click", () => {
    keys.hidden = !keys.hidden;
    help.setAttribute("aria-expanded", String(!keys.hidden));
  });
  toolbar.addEventListener("click", (event) => {
    const asked = (event.target as Element).closest("button");
    if (!asked || asked === help) return;
    if (!shown && asked.name === "outcome") {
      event.preventDefault();
      announce(word("notShown"));
    } else if (sent) event.preventDefault();
    else sent = true;
  });
  addEventListener("pageshow", () => {
    sent = false;
  });
  // Once the browser has asked about unsaved text: the one who stayed may say something again.
  addEventListener("beforeunload", (event) => setTimeout(() => (sent &&= !event.defaultPrevented)));
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
      const undo = document.getElementById("undo-reading") as HTMLFormElement | null;
      if (!undo) return;
      event.preventDefault();
      undo.requestSubmit();
    }
  });
  buttons.forEach((button, number) => button.addEventListener("focus", () => reach(buttons, number)));
  reach(buttons, 0);
  if (!document.querySelector(".errors") && !location.hash) focus(buttons, 0);
  return () => {
    shown = true;
    toolbar.setAttribute("data-ready", "true");
  };
}

/** One stop for Tab, the arrows go on from there. */
function reach(buttons: HTMLButtonElement[], number: number): void {
  buttons.forEach((button, n) => button.setAttribute("tabindex", n === number ? "0" : "-1"));
}

function focus(buttons: HTMLButtonElement[], number: number): void {
  buttons[number]!.focus({ preventScroll: true });
}
