/** The event log as somebody may see it. */
import { type Principal, rolePermissions } from '../../../contract/access.ts';
import { eventNeeds, maySeeEvent } from '../../../contract/live.ts';
import { notThere } from '../../../contract/not-there.ts';
import { eventChain } from '../../store/event-chain.ts';
import { findEvents } from '../../store/events.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

const mostEffects = 100;

export function eventHandlers({ store }: Pick<GatewayParts, 'store'>): Pick<Handlers, 'listEvents' | 'getEventChain'> {
  return {
    async listEvents({ query: { exam, type, correlation, actor, since, until, after, order, limit }, principal }) {
      const found = findEvents(store.db, {
        types: typesFor(principal, type),
        // Who sees some exams only sees nothing about the station as a whole.
        ...(principal.exams === 'all' ? {} : { exams: principal.exams }),
        ...(exam === undefined ? {} : { examId: exam }),
        ...(correlation === undefined ? {} : { correlationId: correlation }),
        ...(actor === undefined ? {} : { actor }),
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
        ...(after === undefined ? {} : { after }),
        order,
        limit: limit + 1,
      });
      const events = found.slice(0, limit);
      return { events, next: found.length > limit ? events.at(-1)?.seq ?? null : null, lastSeq: store.log.lastSeq() };
    },
    async getEventChain({ params: { eventId }, principal }) {
      const chain = eventChain(store.db, eventId, mostEffects);
      const visible = chain?.events.filter(({ type, exam_id: examId }) => maySeeEvent(principal, type, examId)) ?? [];
      if (chain === null || !visible.some((event) => event.event_id === eventId)) throw notThere('event', eventId);
      return { events: visible, more: chain.more };
    },
  };
}

/** Types that the role may see (as `maySeeEvent` says), of those asked for: one type, or a family such as `ocr.*`. */
export function typesFor(principal: Pick<Principal, 'role'>, asked: string | undefined): string[] {
  const permissions = rolePermissions[principal.role];
  const wanted = (type: string): boolean => asked === undefined || asked === '*' || type === asked || (asked.endsWith('.*') && type.startsWith(asked.slice(0, -1)));
  return Object.entries(eventNeeds).flatMap(([type, needs]) => (permissions.includes(needs) && wanted(type) ? [type] : []));
}
