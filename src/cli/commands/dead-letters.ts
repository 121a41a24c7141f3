import { retryAllLetters } from '../../client/retry-dead-letters.ts';
import { StationError } from '../../client/station-error.ts';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { type KeptLetter, type LetterAfterwards, longestReason } from '../../contract/routes/dead-letters.ts';
import type { Console } from '../console.ts';
import { localTime } from '../local-time.ts';
import { withStation } from '../running-station.ts';
import { SaidError } from '../said-error.ts';
import { textTable } from '../text-table.ts';

/** As many as the station tells at once. */
const listedAtOnce = 1000;

export const deadLetterActions = ['list', 'show', 'retry', 'discard'] as const;
export interface DeadLettersOptions {
  readonly action: (typeof deadLetterActions)[number];
  /** A number, or `all` for a retry. */
  readonly id?: string;
  readonly group?: string;
  readonly reason?: string;
  /** Of a list: only letters older than this one. */
  readonly before?: number;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** `zhiyue events dead list|show|retry|discard`: events that a handler gave up. */
export async function deadLetters(options: DeadLettersOptions, console: Console): Promise<number> {
  const { t } = console;
  const { action, id, group, reason, before, dataDir, json } = options;
  if (action === 'discard' && (reason ?? '').trim() === '') throw ZhiyueError.of('option-invalid', [fault('option-reason-needed')], { about: 'events dead discard' });
  if (reason !== undefined && reason.trim().length > longestReason) throw ZhiyueError.of('option-invalid', [fault('option-reason-long', { has: reason.trim().length, most: longestReason })], { about: '--reason' });
  const show = (letter: KeptLetter): void => {
    if (json) console.out(JSON.stringify(letter));
    else for (const line of described(letter, console)) console.out(line);
  };
  return withStation(console, dataDir, async ({ client, dataFolder }) => {
    if (action === 'list') {
      const { letters, waiting, next } = await client.request('listDeadLetters', { query: { state: 'all', limit: listedAtOnce, ...(group === undefined ? {} : { group }), ...(before === undefined ? {} : { before }) } });
      if (json) console.out(JSON.stringify({ letters, waiting, next }));
      else if (letters.length === 0) console.note(t('dead.none'));
      else for (const line of listed(letters, console)) console.out(line);
      const of = group === undefined ? '' : ` --group ${group}`;
      if (!json && next !== null) console.note(t('dead.more', { shown: letters.length, waiting, command: `zhiyue events dead list --before ${next}${of}${console.at(dataFolder)}` }));
      return 0;
    }
    if (action === 'retry' && id === 'all') {
      const { handled, failed, taken } = await retryAllLetters(client, group);
      if (json) console.out(JSON.stringify({ handled, failed, taken }));
      else console.out(t('dead.retried-all', { handled, failed }));
      if (!json && taken > 0) console.note(t('dead.taken', { taken }));
      return failed === 0 ? 0 : 1;
    }
    /** What was asked for stands in `wanted`: exit code 0 when it is so now, whoever did it. */
    const showAfter = (letter: LetterAfterwards, wanted: KeptLetter['state']): number => {
      show(letter);
      if (!letter.acted) console.note(t('dead.nothing-done', { id: letter.id, state: t(`dead.${letter.state}`), at: console.at(dataFolder) }));
      return letter.state === wanted ? 0 : 1;
    };
    const params = { letterId: letterId(id) };
    const unknown = (): never => { throw new SaidError('not-found', t('dead.unknown', { id: id ?? '', at: console.at(dataFolder) })); };
    // No letter has such a number, and the station would not take it for one.
    if (!Number.isSafeInteger(params.letterId)) unknown();
    try {
      if (action === 'show') show(await client.request('getDeadLetter', { params }));
      if (action === 'discard' && reason !== undefined) return showAfter(await client.request('discardDeadLetter', { params, body: { reason } }), 'discarded');
      if (action === 'retry') return showAfter(await client.request('retryDeadLetter', { params }), 'handled');
    } catch (error) {
      if (error instanceof StationError && error.code === 'not-found') unknown();
      throw error;
    }
    return 0;
  });
}

function letterId(id: string | undefined): number {
  const number = /^\d+$/.test(id ?? '') ? Number(id) : 0;
  if (number < 1) throw ZhiyueError.of('option-invalid', [fault('option-letter-needed')], { about: id ?? 'events dead' });
  return number;
}

function listed(letters: readonly KeptLetter[], { t }: Console): string[] {
  const headings = ['id', 'state', 'group', 'event', 'attempts', 'error', 'at'] as const;
  const rows = letters.map(({ id, state, group, type, seq, attempts, code, at }) => [String(id), t(`dead.${state}`), group, `${type} ${seq}`, String(attempts), code, localTime(new Date(at))]);
  return textTable(headings.map((name) => ({ heading: t(`dead.column-${name}`) })), rows);
}

function described({ id, state, group, attempts, code, error, at, event, settledAt, settledBy, reason }: KeptLetter, { t }: Console): string[] {
  const settled = settledAt === null || settledBy === null ? [] : [`${t('dead.settled')}: ${localTime(new Date(settledAt))} ${settledBy}${reason === null ? '' : ` (${reason})`}`];
  return [
    `${t('dead.column-id')}: ${id}`, `${t('dead.column-state')}: ${t(`dead.${state}`)}`, `${t('dead.column-group')}: ${group}`, `${t('dead.column-attempts')}: ${attempts}`,
    `${t('dead.column-error')}: ${code}: ${error}`, `${t('dead.column-at')}: ${localTime(new Date(at))}`, ...settled, `${t('dead.column-event')}: ${JSON.stringify(event)}`,
  ];
}
