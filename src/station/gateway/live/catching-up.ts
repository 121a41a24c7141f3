/** Serves those who missed something, page by page in turn, so that a thousand who come back at once neither wait for one another nor hold up the station. */
import type { Broadcast } from './broadcast.ts';
import type { Audience } from './audience.ts';
import { joined, type Outgoing } from './outgoing.ts';
import type { RecentEvents } from './recent-events.ts';
import { mostEventsBehind, type Session } from './session.ts';

interface Page {
  readonly audience: Audience<Session>;
  readonly after: number;
  readonly last: number;
  readonly out: Outgoing;
}

const eventsAPage = 256;
const sliceMs = 8;

export class CatchingUp {
  readonly #recent: RecentEvents;
  #queue: Session[] = [];
  /** They know more than was broadcast so far: they wait for the broadcast. */
  #ahead: Session[] = [];
  #planned: NodeJS.Immediate | null = null;
  /** Those who come back together mostly want the same page. */
  #lastPage: Page | null = null;

  constructor(recent: RecentEvents) {
    this.#recent = recent;
  }

  add(session: Session, broadcast: Broadcast): void {
    this.#queue.push(session);
    this.#planned ??= setImmediate(() => this.#go(broadcast));
  }

  /** The broadcast has come further. */
  headMoved(broadcast: Broadcast): void {
    for (const session of this.#ahead.splice(0)) this.add(session, broadcast);
  }

  close(): void {
    if (this.#planned) clearImmediate(this.#planned);
    this.#planned = null;
    this.#queue = [];
    this.#ahead = [];
  }

  #go(broadcast: Broadcast): void {
    this.#planned = null;
    const end = performance.now() + sliceMs;
    const queue = this.#queue;
    this.#queue = [];
    let served = 0;
    while (served < queue.length && performance.now() <= end) {
      const session = queue[served++];
      if (session) this.#serve(session, broadcast);
    }
    if (served < queue.length) this.#queue = [...queue.slice(served), ...this.#queue];
    if (this.#queue.length > 0) this.#planned ??= setImmediate(() => this.#go(broadcast));
    else this.#lastPage = null;
  }

  #serve(session: Session, broadcast: Broadcast): void {
    const { audience } = session;
    if (session.state !== 'backfilling' || audience === null) return;
    if (broadcast.head - session.position > mostEventsBehind) session.resync('too-slow');
    if (session.position > broadcast.head) return void this.#ahead.push(session);
    if (session.position === broadcast.head) return session.goLive(broadcast.round);
    const { out, last } = this.#pageFor(audience, session.position, broadcast.head);
    session.position = last;
    if (out.count === 0) this.add(session, broadcast);
    else session.sendPage(out, () => this.add(session, broadcast));
  }

  #pageFor(audience: Audience<Session>, after: number, head: number): Page {
    const known = this.#lastPage;
    if (known?.audience === audience && known.after === after && known.last === Math.min(head, after + eventsAPage)) return known;
    const events = this.#recent.between(after, head, eventsAPage);
    const page = { audience, after, last: events.at(-1)?.seq ?? head, out: joined(events.filter(({ event }) => audience.wantsEvent(event)).map(({ out }) => out)) };
    this.#lastPage = page;
    return page;
  }
}
