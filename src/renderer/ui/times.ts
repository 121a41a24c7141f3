/** Times as people read them, in the machine's time zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, kind: 'clock' | 'date' | 'both'): Intl.DateTimeFormat {
  const key = `${language} ${kind}`;
  const known = formats.get(key);
  if (known) return known;
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const;
  const made = new Intl.DateTimeFormat(language, kind === 'clock' ? clock : kind === 'date' ? { dateStyle: 'medium' } : { month: 'short', day: 'numeric', ...clock });
  formats.set(key, made);
  return made;
}

/** `14:03:27`. `iso` as the station says it. */
export const clockTime = (iso: string, language: string): string => format(language, 'clock').format(new Date(iso));
export const dayAndTime = (iso: string, language: string): string => format(language, 'both').format(new Date(iso));
export const day = (iso: string, language: string): string => format(language, 'date').format(new Date(iso));

/** Minutes and seconds, `4:05`; never below nothing. */
export function minutesLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
