// When a turn of the page began, and when each part of the next plan was shown: kept over a
// navigation, and told on <html data-turned> when the next plan is there with its map.
{
  const KEY = "bench-turn";
  const now = () => performance.timeOrigin + performance.now();
  const plan = () => document.querySelector("#reading")?.getAttribute("action");
  addEventListener("keydown", (event) => {
    if (event.key === "i") {
      delete document.documentElement.dataset.turned;
      sessionStorage.setItem(KEY, JSON.stringify({ from: plan(), pressed: now() }));
    }
  }, true);
  const look = () => {
    const turn = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (!turn || turn.shown || !plan() || plan() === turn.from) return;
    turn.heading ??= now();
    if (document.querySelector("#outcomes[data-ready]")) turn.ready ??= now();
    if (turn.ready && document.querySelector("#map[data-ready]")) turn.shown ??= now();
    sessionStorage.setItem(KEY, JSON.stringify(turn));
    if (turn.shown) document.documentElement.dataset.turned = "true";
  };
  new MutationObserver(look).observe(document, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-ready"],
  });
}
