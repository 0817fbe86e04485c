// What one has moved on the map, to be undone and redone: each a new write against the version that one left.
import type { Shape } from "./coordinates";

export interface Edit {
  id: number;
  before: Shape;
  after: Shape;
}

export interface Edits {
  add(edit: Edit): void;
  /** The edit to take back or to make again, if there is one; it changes lists once that is saved. */
  next(act: "undo" | "redo"): Edit | undefined;
  saved(act: "undo" | "redo"): void;
  /** Somebody else has changed the object: what one did before that is no longer taken back. */
  forget(id: number): void;
}

export function rememberEdits(changed: (undoable: boolean, redoable: boolean) => void): Edits {
  let done: Edit[] = [];
  let undone: Edit[] = [];
  const tell = () => changed(done.length > 0, undone.length > 0);
  tell();
  return {
    add(edit) {
      done.push(edit);
      undone = [];
      tell();
    },
    next: (act) => (act === "undo" ? done : undone).at(-1),
    saved(act) {
      const [from, to] = act === "undo" ? [done, undone] : [undone, done];
      to.push(from.pop()!);
      tell();
    },
    forget(id) {
      done = done.filter((edit) => edit.id !== id);
      undone = undone.filter((edit) => edit.id !== id);
      tell();
    },
  };
}
