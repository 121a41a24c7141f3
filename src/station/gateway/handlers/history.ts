/** The past, followed from an id or gone through once more. */
import { ZhiyueError } from '../../../contract/errors.ts';
import { maySeeEvent } from '../../../contract/live.ts';
import { findEvents } from '../../store/events.ts';
import { traceOf } from '../../store/trace.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { typesFor } from './events.ts';

export function historyHandlers({ store, bus }: Pick<GatewayParts, 'store' | 'bus'>): Pick<Handlers, 'traceEvents' | 'replayEvents'> {
  return {
    async traceEvents({ params: { id }, principal }) {
      const trace = traceOf(store.db, id, { exams: principal.exams === 'all' ? null : principal.exams, maySee: ({ type, exam_id }) => maySeeEvent(principal, type, exam_id) });
      if (trace === null) throw new ZhiyueError('not-found', `Nothing that has happened belongs to ${id}.`, { about: id });
      return { about: trace.about, events: [...trace.events], pages: [...trace.pageIds] };
    },
    async replayEvents({ body: { group, exam, type, since, until, after, limit }, principal }) {
      const events = findEvents(store.db, {
        ...(exam === undefined ? {} : { examId: exam }), types: typesFor(principal, type), ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }), after, limit,
      });
      const outcome = await bus.replay(group, events);
      return { ...outcome, next: events.length === limit ? events.at(-1)?.seq ?? null : null };
    },
  };
}
