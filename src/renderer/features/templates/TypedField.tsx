/**
 * Fields whose text counts once it is taken: by Enter, or when the field is left or goes away. Until then it is marked (`data-typing`), so that Ctrl+Z takes back letters and not steps.
 * What cannot be taken stays, and is told; where the field goes away with it, whoever shows the field is told (`onLost`).
 */
import { NumberInput, TextInput } from '@mantine/core';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** What was typed into a field that is gone, and why it was not taken. */
export interface LostText { readonly label: string; readonly typed: string; readonly why: string }

interface TypedTextProps {
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  readonly disabled?: boolean;
  /** Why a text cannot be taken; null: it can. */
  readonly fault: (text: string) => string | null;
  /** Trimmed, and another one than `value`. */
  readonly onTaken: (text: string) => void;
  readonly onLost: (lost: LostText) => void;
}

/** Whether somebody is typing into a field what is not taken yet. */
export const isTyping = (): boolean => document.activeElement?.matches('[data-typing]') ?? false;

/**
 * Takes what was typed before the field is gone. A press on the sheet takes another block in hand, and the way back another screen, before the field has lost the focus: its panel would be gone first, and what
 * was typed with it. So it is taken before anybody else hears of the press.
 */
function useTakenWhenLeft(field: RefObject<HTMLInputElement | null>, take: () => void, lose: () => void): void {
  const latest = useRef({ take, lose });
  latest.current = { take, lose };
  useEffect(() => {
    const leave = ({ target }: Event): void => {
      if (target !== field.current) flushSync(() => latest.current.take());
    };
    addEventListener('pointerdown', leave, { capture: true });
    addEventListener('hashchange', leave, { capture: true });
    return () => {
      removeEventListener('pointerdown', leave, { capture: true });
      removeEventListener('hashchange', leave, { capture: true });
      latest.current.take();
      latest.current.lose();
    };
  }, [field]);
}

export function TypedText({ label, value, maxLength, disabled = false, fault, onTaken, onLost }: TypedTextProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const text = typed ?? value;
  const error = fault(text.trim());
  const take = (): void => {
    if (typed === null || error !== null) return;
    setTyped(null);
    if (typed.trim() !== value) onTaken(typed.trim());
  };
  useTakenWhenLeft(field, take, () => { if (typed !== null && error !== null) onLost({ label, typed: typed.trim(), why: error }); });
  return (
    <TextInput
      ref={field} label={label} value={text} maxLength={maxLength} disabled={disabled} error={error} data-typing={typed === null || typed === value ? undefined : ''}
      onChange={(event) => setTyped(event.currentTarget.value)} onBlur={take} onKeyDown={takenByEnter(take, () => setTyped(null))}
    />
  );
}

/** Enter takes it, Escape gives it up. Not while an input method composes. */
const takenByEnter = (take: () => void, giveUp: () => void) => (event: KeyboardEvent): void => {
  if (event.nativeEvent.isComposing) return;
  if (event.key === 'Enter') take();
  else if (event.key === 'Escape') giveUp();
};

interface TypedCountProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly disabled?: boolean;
  /** What is said where it is no whole number from 1 to `most`. */
  readonly limits: string;
  readonly onTaken: (count: number) => void;
  readonly onLost: (lost: LostText) => void;
}

/** Who types 12 does not mean 1. */
const settleMs = 700;

export function TypedCount({ label, value, most, disabled = false, limits, onTaken, onLost }: TypedCountProps) {
  const [typed, setTyped] = useState<number | string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const count = typed ?? value;
  const isRight = typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= most;
  const take = (): void => {
    if (typed === null || !isRight) return;
    setTyped(null);
    if (count !== value) onTaken(count);
  };
  useTakenWhenLeft(field, take, () => { if (typed !== null && !isRight) onLost({ label, typed: String(typed), why: limits }); });
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const timer = setTimeout(() => latest.current(), settleMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <NumberInput
      ref={field} label={label} value={count} min={1} max={most} clampBehavior="none" disabled={disabled} error={isRight ? null : limits} data-typing={typed === null ? undefined : ''}
      onChange={setTyped} onBlur={take} onKeyDown={takenByEnter(take, () => setTyped(null))}
    />
  );
}
