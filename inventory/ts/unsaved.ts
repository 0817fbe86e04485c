// Nothing typed is lost by accident: the browser asks before a page with unsaved changes is left.

/** Guard a form until it is sent. `data-unsaved` on it says that it came back from the server unsaved. */
export function guardUnsaved(form: HTMLFormElement): void {
  const content = () => new URLSearchParams(new FormData(form) as unknown as Record<string, string>).toString();
  const saved = "unsaved" in form.dataset ? null : content();
  let leaving = false;
  const leave = () => {
    leaving = true;
  };
  form.addEventListener("submit", leave);
  for (const link of form.querySelectorAll("a[data-discards]")) link.addEventListener("click", leave);
  addEventListener("pageshow", () => {
    leaving = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && content() !== saved) event.preventDefault();
  });
}
