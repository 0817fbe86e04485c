// Moving an object of the open plan: by pointer, by arrow keys or by new coordinates. Each move is
// saved at once against the version that was seen; what somebody else has changed is never overwritten.
import L from "leaflet";

import { announce, say, word, words } from "./config";
import { type Shape, metres, middle, moved, toWkt } from "./coordinates";
import { type Edits, rememberEdits } from "./edits";
import type { PlanPage } from "./page";
import { objectOf, type OpenPlan, select, showObject } from "./plan";
import { post } from "./send";
import { settle } from "./settling";
import { snapToNeighbours } from "./snapping";

type Act = "move" | "undo" | "redo" | "mine";

interface Current {
  version: number;
  shape: Shape;
  who: string;
}

interface Moving {
  id: number;
  /** The shape on the map, which is not saved while it differs from the object's. */
  shape: Shape;
  timer?: number;
}

const STEPS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const PAUSE_MS = 400; // after the last arrow key; one save for many presses
const LONG_STEP = 10;

export function connectMoving(page: PlanPage, open: OpenPlan): void {
  const panel = document.getElementById("moving");
  if (!panel || !page.config.records) return;
  new Mover(page, open, panel).connect();
  snapToNeighbours(page);
}

const RETAKING = ["undo-move", "redo-move"]; // shown from the first move on

class Mover {
  private readonly map: L.Map;
  private readonly edits: Edits;
  private at: Moving | null = null;
  private queue = Promise.resolve(); // one write at a time

  constructor(private readonly page: PlanPage, private readonly open: OpenPlan, private readonly panel: HTMLElement) {
    this.map = page.shown.map;
    this.edits = rememberEdits((undoable, redoable) => {
      button("undo-move").disabled = !undoable;
      button("redo-move").disabled = !redoable;
      if (undoable) for (const id of RETAKING) button(id).hidden = false;
    });
  }

  connect(): void {
    const { left, side } = this.page;
    const on = { signal: left };
    const buttons = ["move", "snapping"].map(button);
    buttons.forEach((each) => (each.hidden = false));
    button("move").addEventListener("click", () => this.start(this.open.selected), on);
    button("undo-move").addEventListener("click", () => this.retake("undo"), on);
    button("redo-move").addEventListener("click", () => this.retake("redo"), on);
    button("moving-done").addEventListener("click", () => this.finish(), on);
    this.form.addEventListener("submit", (event) => this.goTo(event), on);
    side.querySelector("#markings")?.addEventListener("click", (event) => {
      const id = objectOf((event.target as Element).closest("button.move"));
      if (id !== undefined) this.start(id);
    });
    const whole = this.panel.closest<HTMLElement>(".map-side")!;
    whole.addEventListener("keydown", (event) => this.pressed(event), { ...on, capture: true });
    left.addEventListener("abort", () => {
      void this.save();
      this.stop();
      [...buttons, ...RETAKING.map(button)].forEach((each) => (each.hidden = true));
    });
  }

  private get form(): HTMLFormElement {
    return this.panel.querySelector("form")!;
  }

  private start(id?: number): void {
    const known = id === undefined ? undefined : this.open.objects.get(id);
    if (id === undefined || !known) return announce(word("selectFirst"));
    if (this.at) this.finish();
    this.at = { id, shape: known.shape };
    select(this.open, id);
    showObject(this.map, known);
    button("move").setAttribute("aria-pressed", "true");
    document.getElementById("moving-what")!.textContent = words("moving", { name: known.facts.label });
    this.panel.hidden = false;
    this.map.keyboard.disable();
    this.map.getContainer().dataset.tool = "move";
    this.show(known.shape);
    this.map.fire("moving");
    this.map.getContainer().focus({ preventScroll: true });
    announce(words("moving", { name: known.facts.label }));
  }

  private stop(): void {
    if (!this.at) return;
    clearTimeout(this.at.timer);
    const known = this.open.objects.get(this.at.id);
    editing(known?.layer)?.disable();
    this.at = null;
    this.panel.hidden = true;
    say("");
    button("move").setAttribute("aria-pressed", "false");
    this.map.keyboard.enable();
    delete this.map.getContainer().dataset.tool;
  }

  /** Save what is not saved, and be done. */
  private finish(): void {
    void this.save().then((good) => {
      if (good) this.stop();
    });
  }

  /** Put the object back where it was last saved, and be done. */
  private cancel(): void {
    const { id } = this.at!;
    this.stop();
    this.open.redraw(id, this.open.objects.get(id)!.shape);
    select(this.open, id);
    announce(word("moveCancelled"));
  }

  /** Draw the object at a shape, ready to be dragged. */
  private show(shape: Shape): void {
    const at = this.at!;
    at.shape = shape;
    this.open.redraw(at.id, shape);
    select(this.open, at.id);
    const { layer } = this.open.objects.get(at.id)!;
    const { east, north } = middle(shape);
    this.field("east").value = east.toFixed(2);
    this.field("north").value = north.toFixed(2);
    editing(layer)?.enable({ snappable: this.map.pm.getGlobalOptions().snappable ?? true, allowSelfIntersection: false });
    layer.on("pm:edit", () => {
      at.shape = (layer as L.Polyline).toGeoJSON().geometry as Shape;
      void this.save();
    });
  }

  private field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private goTo(event: Event): void {
    event.preventDefault();
    if (!this.at) return;
    const [east, north] = [metres(this.field("east").value), metres(this.field("north").value)];
    if (!east || !north) return say(word("notNumbers"));
    const from = middle(this.at.shape);
    this.show(moved(this.at.shape, east - from.east, north - from.north));
    void this.save();
  }

  private pressed(event: KeyboardEvent): void {
    const typing = (event.target as Element).matches("input");
    if (event.ctrlKey && event.key.toLowerCase() === "z" && !typing) {
      this.retake(event.shiftKey ? "redo" : "undo");
    } else if (this.at && event.key === "Escape") this.cancel();
    else if (this.at && event.key in STEPS && event.target === this.map.getContainer()) {
      const metres = event.shiftKey ? LONG_STEP : 1;
      const [east, north] = STEPS[event.key]!;
      this.show(moved(this.at.shape, east * metres, north * metres));
      clearTimeout(this.at.timer);
      this.at.timer = window.setTimeout(() => void this.save(), PAUSE_MS);
    } else if (this.at && event.key === "Enter" && event.target === this.map.getContainer()) this.finish();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Save the shape on the map, if it is not saved; whether it is now. */
  private save(): Promise<boolean> {
    const at = this.at;
    if (!at) return Promise.resolve(true);
    clearTimeout(at.timer);
    return this.inTurn(async () => {
      const before = this.open.objects.get(at.id)!.shape;
      if (toWkt(at.shape) === toWkt(before)) return true;
      const after = at.shape;
      const saved = await this.write(at.id, after, "move");
      if (saved) this.edits.add({ id: at.id, before, after });
      return saved;
    });
  }

  private retake(act: "undo" | "redo"): void {
    void this.save().then((good) => good && this.inTurn(async () => {
      const edit = this.edits.next(act);
      if (!edit) {
        announce(word(act === "undo" ? "nothingToUndo" : "nothingToRedo"));
        return true;
      }
      const saved = await this.write(edit.id, act === "undo" ? edit.before : edit.after, act);
      if (saved) {
        this.edits.saved(act);
        this.drawAsSaved(edit.id);
        announce(words(act === "undo" ? "undone" : "redone", { name: this.open.objects.get(edit.id)!.facts.label }));
      }
      return saved;
    }));
  }

  private inTurn(step: () => Promise<boolean>): Promise<boolean> {
    const result = this.queue.then(step);
    this.queue = result.then(() => {});
    return result;
  }

  private async write(id: number, shape: Shape, act: Act): Promise<boolean> {
    const known = this.open.objects.get(id)!;
    const address = `/api/plan/${this.page.config.plan}/objekt/${id}/lage/`;
    const facts = { version: known.facts.version, shape: toWkt(shape), act };
    const { status, told } = await post<{ version: number; current: Current | null }>(address, facts);
    if (status === 200) {
      known.facts.version = told.version;
      known.shape = shape;
      say("");
      announce(words("moveSaved", { name: known.facts.label }));
      return true;
    }
    if (status === 409 && told.current) return this.contend(id, shape, act, told.current, told.error!);
    say(told.error ?? word(status === 0 ? "noContact" : "notSaved"));
    return false;
  }

  /** Somebody was first. An undo gives way at once; a move is the person's to choose. */
  private async contend(id: number, mine: Shape, act: Act, current: Current, why: string): Promise<boolean> {
    const known = this.open.objects.get(id)!;
    known.facts.version = current.version;
    known.shape = current.shape;
    this.edits.forget(id);
    if (act === "undo" || act === "redo") {
      this.drawAsSaved(id);
      say(`${why} ${word("notUndone")}`);
      return false;
    }
    editing(known.layer)?.disable();
    this.panel.hidden = true;
    const chosen = await settle(this.map, mine, current.shape, `${known.facts.label}: ${why}`);
    this.panel.hidden = this.at === null;
    if (chosen === "mine") {
      const saved = await this.write(id, mine, "mine");
      if (saved) this.edits.add({ id, before: current.shape, after: mine });
      this.drawAsSaved(id);
      return false; // remembered here, with what it replaced
    }
    if (chosen === "theirs") this.drawAsSaved(id);
    else if (this.at?.id === id) this.show(mine);
    return false;
  }

  private drawAsSaved(id: number): void {
    const { shape } = this.open.objects.get(id)!;
    if (this.at?.id === id) this.show(shape);
    else this.open.redraw(id, shape);
  }
}

/** What lets a layer be dragged by its corners. */
function editing(layer?: L.Layer): L.PM.PMLayer | undefined {
  return (layer as L.Polyline | undefined)?.pm;
}

function button(id: string): HTMLButtonElement {
  return document.getElementById(id) as HTMLButtonElement;
}
