// A page of kollegial granskning: the verdict's reason, and the talk. Its keys are the loop's.
import type { PlanPage } from "./page";
import { focusFirstWrong } from "./form";
import { guardUnsaved } from "./unsaved";

/** Connect the page of a check, where it is one. */
export function connectCheck({ side, left }: PlanPage): void {
  const talk = side.querySelector<HTMLFormElement>("#talk-form");
  if (!talk) return;
  const remark = talk.querySelector("textarea")!;
  guardUnsaved(talk, left);
  talk.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation(); // it is no verdict
    talk.requestSubmit();
  });
  const toolbar = side.querySelector("#outcomes");
  if (toolbar) connectVerdict(toolbar, side.querySelector<HTMLSelectElement>("[name=reason]")!, remark);
  focusFirstWrong();
}

function connectVerdict(toolbar: Element, reason: HTMLSelectElement, remark: HTMLTextAreaElement): void {
  const discuss = toolbar.querySelector<HTMLButtonElement>("[data-key=d]")!;
  discuss.hidden = false;
  discuss.addEventListener("click", () => remark.focus());
  // What is sent back has a reason: one who gives none is taken to the list.
  toolbar.querySelector("[value=sent_back]")!.addEventListener("click", (event) => {
    if (reason.value) return;
    event.preventDefault();
    reason.focus();
  });
}
