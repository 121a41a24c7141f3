/** A place to keep small texts over a reload: the browser's localStorage, an IndexedDB, a file of a script. */

export interface KeptTexts {
  get(key: string): string | null | Promise<string | null>;
  /** Null forgets it. */
  set(key: string, value: string | null): void | Promise<void>;
}

/** Keeps nothing over a reload. */
export function memoryTexts(): KeptTexts {
  const texts = new Map<string, string>();
  return { get: (key) => texts.get(key) ?? null, set: (key, value) => void (value === null ? texts.delete(key) : texts.set(key, value)) };
}

/** What a browser's localStorage and sessionStorage have of it. */
export interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export function webTexts(storage: WebStorage): KeptTexts {
  return { get: (key) => storage.getItem(key), set: (key, value) => (value === null ? storage.removeItem(key) : storage.setItem(key, value)) };
}
