/** Options as typed: checked at the door, refused with the option's name. */
import { ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';

/** Parses a whole number between two limits. The parser throws ZhiyueError option-invalid about the option. */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < least || value > most) {
      throw ZhiyueError.of('option-invalid', [fault('option-no-whole', { text, least, most })], { about: option });
    }
    return value;
  };
}

/** One of a few words. The parser throws ZhiyueError option-invalid about the option. */
export function oneOf<T extends string>(option: string, words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((each) => each === text);
    if (word === undefined) throw ZhiyueError.of('option-invalid', [fault('option-no-word', { text, words: words.join(', ') })], { about: option });
    return word;
  };
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A point in time (`2026-11-22`, `2026-11-22T08:00`, local time unless it says otherwise) or an age (`30m`, `2h`, `7d`) as ISO 8601 in UTC. Throws ZhiyueError option-invalid. */
export function pointInTime(option: string, text: string, now: Date): string {
  const age = /^(\d+)([smhd])$/.exec(text);
  // A date without a time would otherwise mean midnight in Greenwich.
  const time = new Date(age ? now.getTime() - Number(age[1]) * (unitMs[age[2] ?? ''] ?? 0) : Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text));
  if (Number.isNaN(time.getTime())) throw ZhiyueError.of('option-invalid', [fault('option-no-time', { text })], { about: option });
  // JavaScript takes 31 February for 3 March.
  const day = /^(\d{4})-(\d\d)-(\d\d)/.exec(text);
  if (day && Number(day[3]) > new Date(Date.UTC(Number(day[1]), Number(day[2]), 0)).getUTCDate()) throw ZhiyueError.of('option-invalid', [fault('option-no-time', { text })], { about: option });
  // Others could not be compared with the times of events.
  if (time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999) throw ZhiyueError.of('option-invalid', [fault('option-time-far', { text })], { about: option });
  return time.toISOString();
}
