/**
 * Keys that do something, for as long as the screen that offers them is shown; `?` lists them. A shortcut is one key (`u`, `?`, `Enter`, `ArrowUp`), two after one another (`g e`), or one held
 * with Ctrl or Meta (`Ctrl+Enter`), which is heard in fields, too. Held with Shift as well, it may mean something else (`Shift+ArrowUp`, `Ctrl+Shift+Z`). Other keys typed into a field, or held with Alt, and all that are pressed while a dialog is open belong to those.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { TextKey } from '../i18n/en.ts';

export interface Shortcut {
  readonly keys: string;
  readonly text: TextKey;
  readonly act: () => void;
  /** Whether the key is meant for it at this moment; left out: always. Else it stays the browser's. */
  readonly when?: () => boolean;
}

/** How long the first of two keys waits for the second. */
const secondKeyMs = 1200;

/** Which of them a key means, given the one before it (null: none, or too long ago). Letters count without regard to Shift or Caps Lock. */
export function meant<S extends Pick<Shortcut, 'keys'>>(shortcuts: readonly S[], before: string | null, key: string): S | undefined {
  const same = (keys: string): boolean => keys.toLowerCase() === (before === null ? key : `${before} ${key}`).toLowerCase();
  return shortcuts.findLast(({ keys }) => same(keys)) ?? (before === null ? undefined : meant(shortcuts, null, key));
}

/** A key held with Shift is looked for as that first. Shift makes letters and signs of their own, unless Ctrl is held, too. */
export function meantHeld<S extends Pick<Shortcut, 'keys'>>(shortcuts: readonly S[], before: string | null, { key, held, shiftKey }: { readonly key: string; /** Ctrl or Meta. */ readonly held: boolean; readonly shiftKey: boolean }): S | undefined {
  const ctrl = held ? 'Ctrl+' : '';
  const shifted = shiftKey && (held || key.length > 1) ? meant(shortcuts, null, `${ctrl}Shift+${key}`) : undefined;
  return shifted ?? meant(shortcuts, held ? null : before, ctrl + key);
}

export function belongsToField(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('input:not([type=checkbox],[type=radio]), textarea, select, [role=listbox], [role=combobox], [role=menu]') !== null) return true;
  // Enter and Space press what is focused.
  return (key === 'Enter' || key === ' ') && target.closest('button, a, summary, label, input, [role=tab]') !== null;
}

class Offered {
  readonly #lists = new Set<{ readonly current: readonly Shortcut[] }>();
  readonly all = (): readonly Shortcut[] => [...this.#lists].flatMap((list) => list.current);
  offer(list: { readonly current: readonly Shortcut[] }): () => void {
    this.#lists.add(list);
    return () => void this.#lists.delete(list);
  }
}

const ShortcutsContext = createContext<Offered | null>(null);

function useOffered(): Offered {
  const offered = useContext(ShortcutsContext);
  if (offered === null) throw new Error('There are no shortcuts around this part of the page.');
  return offered;
}

export function Shortcuts({ children }: { readonly children: ReactNode }) {
  const [offered] = useState(() => new Offered());
  useEffect(() => {
    let before: { readonly key: string; readonly at: number } | null = null;
    const onKey = (event: KeyboardEvent): void => {
      const { key, ctrlKey, altKey, metaKey, shiftKey, target, defaultPrevented } = event;
      const held = ctrlKey || metaKey;
      if (altKey || defaultPrevented || key === 'Shift' || (!held && belongsToField(target, key)) || document.querySelector('[role=dialog]') !== null) return;
      const first = before !== null && Date.now() - before.at < secondKeyMs ? before.key : null;
      const shortcut = meantHeld(offered.all().filter(({ when }) => when?.() ?? true), first, { key, held, shiftKey });
      before = shortcut === undefined && !held ? { key, at: Date.now() } : null;
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut.act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [offered]);
  return <ShortcutsContext value={offered}>{children}</ShortcutsContext>;
}

/** Offers them while the component is shown; the newest goes before others of the same keys. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const offered = useOffered();
  const current = useRef(shortcuts);
  useEffect(() => { current.current = shortcuts; });
  useEffect(() => offered.offer(current), [offered]);
}

/** What is offered at this moment, for the list that `?` shows. */
export function useOfferedShortcuts(): () => readonly Shortcut[] {
  const offered = useOffered();
  return useMemo(() => offered.all, [offered]);
}
