/**
 * Connections that are to see the same: equal type, subscriptions, role and exams. An event is matched once for each audience, not for each connection.
 * What a person may not see is left out here, before anything is serialised.
 */
import { mayDo, type Permission, type Principal, rolePermissions } from '../../../contract/access.ts';
import { carries, type ConnectionType, eventNeeds, maySeeSignal, type SignalTopic, signalNeeds, type Subscription } from '../../../contract/live.ts';
import type { StoredEvent } from '../../../contract/events.ts';

export interface Filter {
  readonly connection: ConnectionType;
  readonly principal: Principal;
  /** null: everything that the connection carries. */
  readonly subscriptions: readonly Subscription[] | null;
}

export class Audience<Member> {
  readonly key: string;
  /** Those who are up to date; whoever still catches up is not among them. */
  readonly live = new Set<Member>();
  /** Sessions that hold it; without one it is forgotten. */
  holders = 0;
  readonly #filter: Filter;
  /** What the connection carries, and what each of it needs. */
  readonly #needs: ReadonlyMap<string, Permission>;

  constructor(key: string, filter: Filter) {
    this.key = key;
    this.#filter = filter;
    this.#needs = new Map(carries[filter.connection].events.map((type) => [type, eventNeeds[type]]));
  }

  wantsEvent(event: StoredEvent): boolean {
    const { principal, subscriptions } = this.#filter;
    const needs = this.#needs.get(event.type);
    if (needs === undefined || !mayDo(principal, needs, event.exam_id)) return false;
    return subscriptions === null || subscriptions.some((subscription) => coversEvent(subscription, event));
  }

  /** Signals are figures of an exam or of the station, so that `batches` does not narrow them. */
  wantsSignal(topic: SignalTopic, examId: string | null): boolean {
    const { connection, principal, subscriptions } = this.#filter;
    if (!carries[connection].signals.includes(topic) || !maySeeSignal(principal, topic, examId)) return false;
    return subscriptions === null || subscriptions.some(({ types, exams }) => coversType(types, topic) && coversExam(exams, examId));
  }
}

/** Equal for filters that let the same through, whatever the client called its subscriptions. */
export function audienceKey({ connection, principal, subscriptions }: Filter): string {
  const sorted = (list: readonly string[] | undefined): readonly string[] | null => list?.toSorted() ?? null;
  const wanted = subscriptions?.map(({ exams, types, batches }) => JSON.stringify([sorted(exams), sorted(types), sorted(batches)])).toSorted() ?? null;
  return JSON.stringify([connection, principal.role, principal.exams === 'all' ? 'all' : sorted(principal.exams), wanted]);
}

/** Whether a role may see anything at all of what a connection carries. */
export function mayConnect({ role }: Pick<Principal, 'role'>, connection: ConnectionType): boolean {
  const { events, signals } = carries[connection];
  const has = rolePermissions[role];
  return events.some((type) => has.includes(eventNeeds[type])) || signals.some((topic) => has.includes(signalNeeds[topic]));
}

function coversEvent({ exams, types, batches }: Subscription, event: StoredEvent): boolean {
  return coversExam(exams, event.exam_id) && coversType(types, event.type) && (batches === undefined || batches.some((batch) => event.payload['batch_id'] === batch || event.correlation_id === batch));
}

function coversExam(exams: readonly string[] | undefined, examId: string | null): boolean {
  return exams === undefined || (examId !== null && exams.includes(examId));
}

function coversType(types: readonly string[] | undefined, type: string): boolean {
  return types === undefined || types.some((wanted) => wanted === type || (wanted.endsWith('.*') && type.startsWith(wanted.slice(0, -1))));
}
