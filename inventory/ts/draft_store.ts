// Drafts in the browser's own storage, one entry each: person/plan/form/draft. Small JSON, no secrets.

export interface Draft {
  /** When it was last written, in milliseconds. */
  at: number;
  /** What it is of, in words. */
  of: string;
  /** Where its form is. */
  address: string;
  /** The form's fields with their values, the versions it started from among them. */
  fields: [string, string][];
}

const PREFIX = "raknaq-draft/";
const SAVED = "raknaq-saved";
const SAVED_KEPT = 100;
const DAYS = 30; // as the server's cookie

export function newId(): string {
  return Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
}

/** Keep a draft; whether the browser could. */
export function put(key: string, draft: Draft): boolean {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function drop(key: string): void {
  localStorage.removeItem(PREFIX + key);
}

/** The drafts whose keys begin so, the latest first. */
export function draftsOf(start: string): [string, Draft][] {
  return keys(start)
    .flatMap((key): [string, Draft][] => {
      const draft = read(key);
      return draft ? [[key, draft]] : [];
    })
    .sort(([, one], [, other]) => other.at - one.at);
}

/** A draft; null, and gone, where it cannot be read: one broken entry hinders no other. */
function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key)!) as Draft;
  } catch {
    drop(key);
    return null;
  }
}

/** Whether the server has said that the draft is saved. */
export function isSaved(id: string): boolean {
  return saved().includes(id);
}

/** Drop what the server says is saved, and what is too old. */
export function tidy(): void {
  const id = /(?:^|; )saved_draft=([0-9a-z]+)/.exec(document.cookie)?.[1];
  if (id) {
    document.cookie = "saved_draft=; path=/; max-age=0; samesite=lax";
    localStorage.setItem(SAVED, JSON.stringify([...saved(), id].slice(-SAVED_KEPT)));
    for (const key of keys("")) if (key.endsWith(`/${id}`)) drop(key);
  }
  const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  for (const [key, draft] of draftsOf("")) if (draft.at < oldest) drop(key);
}

function saved(): string[] {
  return JSON.parse(localStorage.getItem(SAVED) ?? "[]") as string[];
}

function keys(start: string): string[] {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX + start))
    .map((key) => key.slice(PREFIX.length));
}
