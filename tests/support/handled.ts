/** A graded exam in a record of its own, and what handlers ask of the queue about it. */
import type { Exam } from '../../src/exam/exam.ts';
import type { EventType, NewEvent, StoredEvent } from '../../src/contract/events.ts';
import type { Reaction } from '../../src/station/reaction.ts';
import { openStore, type Store } from '../../src/station/store/store.ts';
import { gradeKey, readKey, type Work } from '../../src/station/work.ts';
import { generateRecord, largeExam } from './generated-record.ts';
import { temporaryFolder } from './redis.ts';

export interface GradedExam extends AsyncDisposable { readonly store: Store; readonly exam: Exam; readonly candidates: readonly string[] }

/** Two candidates, every page read, every sheet graded, the batch completed. */
export async function openGradedExam(): Promise<GradedExam> {
  const folder = await temporaryFolder();
  const store = await openStore(folder.path);
  const exam = largeExam('handled');
  await generateRecord(store, { exam, candidates: 2 });
  return {
    store, exam, candidates: ['10000000', '10000001'],
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** What is asked for, by its key. */
export class AskedWork implements Pick<Work, 'read' | 'grade'> {
  readonly read: Work['read'] = async (pages) => { this.#asked.push(...pages.map((page) => `read ${readKey(page)}`)); };
  readonly grade: Work['grade'] = async (sheets) => { this.#asked.push(...sheets.map((sheet) => `grade ${gradeKey(sheet)}`)); };
  #asked: string[] = [];

  /** Since it was asked last. */
  take(): string[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }
}

/** As the bus does: an event to whatever reacts to its type. */
export async function give(reactions: readonly Reaction[], event: StoredEvent): Promise<void> {
  for (const reaction of reactions) if (reaction.type === event.type) await reaction.act(event);
}

/** The first event of a type in the log. */
export function eventIn(store: Store, type: EventType): StoredEvent {
  const found = store.log.since(0, 10_000).find((event) => event.type === type);
  if (!found) throw new Error(`The log has no ${type}.`);
  return found;
}

export async function append(store: Store, event: NewEvent): Promise<StoredEvent> {
  const [stored] = await store.log.append([event]);
  if (!stored) throw new Error('Nothing was appended.');
  return stored;
}
