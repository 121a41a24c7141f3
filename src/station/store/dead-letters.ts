/** Events that a handler group gave up, in the record. */
import { z } from 'zod';
import type { DeadLetter, LetterBox } from '../bus/dead-letters.ts';
import type { KeptLetter } from '../../contract/routes/dead-letters.ts';
import { counted } from './columns.ts';
import type { Db } from './database.ts';
import { eventRow } from './events.ts';
import { unpack } from './event-packs.ts';
import type { Tx, Writer } from './writer.ts';

const letterRow = z.intersection(eventRow, z.object({
  letter_id: z.int(), group_name: z.string(), attempts: z.int(), code: z.string(), error: z.string(), failed_at: z.string(), state: z.enum(['waiting', 'handled', 'discarded']),
  settled_at: z.string().nullable(), settled_by: z.string().nullable(), reason: z.string().nullable(),
}));
const letterId = z.object({ letter_id: z.int() });
const lastAt = z.object({ at: z.string().nullable() });
const letters = 'SELECT e.*, d.letter_id, d.group_name, d.attempts, d.code, d.error, d.at AS failed_at, d.state, d.settled_at, d.settled_by, d.reason FROM dead_letters d JOIN events e USING (seq)';

export function letterBoxOn(db: Db, write: Writer['write']): LetterBox {
  return {
    keep: (letter) => write((tx) => keep(tx, letter)),
    failedAgain: (id, { attempts, error, at }, by) => write((tx) => {
      const changed = tx.run("UPDATE dead_letters SET attempts = ?, code = ?, error = ?, at = ? WHERE letter_id = ? AND state = 'waiting'", attempts, error.code, error.message, at, id);
      if (changed > 0) tell(tx, id, by, 'failed');
    }),
    find: (id) => letterOf(db.get(letterRow, `${letters} WHERE d.letter_id = ?`, id)),
    list: ({ state = 'waiting', group, before, limit = 100 }) => {
      const chosen = db.all(
        letterRow, `${letters} WHERE (?1 = 'all' OR d.state = ?1) AND (?2 IS NULL OR d.group_name = ?2) AND (?3 IS NULL OR d.letter_id < ?3) ORDER BY d.letter_id DESC LIMIT ?4`,
        state, group ?? null, before ?? null, limit,
      );
      return chosen.map((row) => letterOf(row));
    },
    oldest: ({ after, failedBy, group, limit }) => db.all(
      letterId, "SELECT letter_id FROM dead_letters WHERE state = 'waiting' AND letter_id > ?1 AND at <= ?2 AND (?3 IS NULL OR group_name = ?3) ORDER BY letter_id LIMIT ?4", after, failedBy, group ?? null, limit,
    ).map(({ letter_id }) => letter_id),
    lastFailure: () => db.get(lastAt, "SELECT max(at) AS at FROM dead_letters WHERE state = 'waiting'")?.at ?? null,
    waiting: () => db.get(counted, "SELECT count(*) AS n FROM dead_letters WHERE state = 'waiting'")?.n ?? 0,
    settle: (id, { state, by, reason }) => write((tx) => {
      const changed = tx.run("UPDATE dead_letters SET state = ?, settled_at = ?, settled_by = ?, reason = ? WHERE letter_id = ? AND state = 'waiting'", state, tx.now.toISOString(), by, reason, id);
      if (changed > 0) tell(tx, id, by, state);
    }),
  };
}

function keep(tx: Tx, { group, event, attempts, error, at }: DeadLetter): void {
  unpack(tx, event.seq); // A letter refers to the row of its event.
  tx.run(
    `INSERT INTO dead_letters (group_name, seq, attempts, code, error, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (group_name, seq) DO UPDATE SET attempts = ?3, code = ?4, error = ?5, at = ?6, state = 'waiting', settled_at = NULL, settled_by = NULL, reason = NULL`,
    group, event.seq, attempts, error.code, error.message, at,
  );
}

/** Says in the log who did what about it; it belongs to what the event belongs to. */
function tell(tx: Tx, id: number, by: string, outcome: 'handled' | 'failed' | 'discarded'): void {
  const letter = letterOf(tx.get(letterRow, `${letters} WHERE d.letter_id = ?`, id));
  if (letter === null) return;
  const { group, event } = letter;
  const about = { examId: event.exam_id, causationId: event.event_id, actor: by };
  const payload = { letter_id: id, group, event_id: event.event_id };
  if (outcome === 'discarded') tx.append({ type: 'dead-letter.discarded', ...about, payload });
  else tx.append({ type: 'dead-letter.retried', ...about, payload: { ...payload, outcome } });
}

function letterOf(row: z.infer<typeof letterRow>): KeptLetter;
function letterOf(row: z.infer<typeof letterRow> | null): KeptLetter | null;
function letterOf(row: z.infer<typeof letterRow> | null): KeptLetter | null {
  if (row === null) return null;
  const { letter_id, group_name, attempts, code, error, failed_at, state, settled_at, settled_by, reason, ...event } = row;
  return { id: letter_id, group: group_name, type: event.type, seq: event.seq, attempts, code, error, at: failed_at, event, state, settledAt: settled_at, settledBy: settled_by, reason };
}
