/** Fields whose text counts once it is taken: by Enter, or when the field is left. Until then it is marked (`data-typing`), so that Ctrl+Z takes back letters and not steps. What cannot be stays, and is told. */
import { NumberInput, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

interface TypedTextProps {
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  readonly disabled?: boolean;
  /** Why a text cannot be taken; null: it can. */
  readonly fault: (text: string) => string | null;
  /** Trimmed, and another one than `value`. */
  readonly onTaken: (text: string) => void;
}

/** Whether somebody is typing into a field what is not taken yet. */
export const isTyping = (): boolean => document.activeElement?.matches('[data-typing]') ?? false;

export function TypedText({ label, value, maxLength, disabled = false, fault, onTaken }: TypedTextProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value;
  const error = fault(text.trim());
  const take = (): void => {
    if (typed === null || error !== null) return;
    setTyped(null);
    if (typed.trim() !== value) onTaken(typed.trim());
  };
  return (
    <TextInput
      label={label} value={text} maxLength={maxLength} disabled={disabled} error={error} data-typing={typed === null || typed === value ? undefined : ''}
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
}

/** Who types 12 does not mean 1. */
const settleMs = 700;

export function TypedCount({ label, value, most, disabled = false, limits, onTaken }: TypedCountProps) {
  const [typed, setTyped] = useState<number | string | null>(null);
  const count = typed ?? value;
  const isRight = typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= most;
  const take = (): void => {
    if (typed === null || !isRight) return;
    setTyped(null);
    if (count !== value) onTaken(count);
  };
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const timer = setTimeout(() => latest.current(), settleMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <NumberInput
      label={label} value={count} min={1} max={most} clampBehavior="none" disabled={disabled} error={isRight ? null : limits} data-typing={typed === null ? undefined : ''}
      onChange={setTyped} onBlur={take} onKeyDown={takenByEnter(take, () => setTyped(null))}
    />
  );
}
