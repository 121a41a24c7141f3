import { Redis } from 'ioredis';

type Sent = Parameters<Redis['sendCommand']>;

/**
 * A connection whose commands of one turn of the event loop leave in one write, in their order. Fifty tasks that are answered by one read of the socket ask for the next fifty one by
 * one; each write costs both processes a system call. Unlike ioredis' automatic pipelines, nothing waits for the answers of what went before, and commands are sent again one by one
 * after the connection was lost.
 */
export class GatheringRedis extends Redis {
  #corked = false;

  override sendCommand(...sent: Sent): unknown {
    const { stream } = this;
    if (!this.#corked && this.status === 'ready') {
      this.#corked = true;
      stream.cork();
      setImmediate(() => {
        this.#corked = false;
        stream.uncork();
      });
    }
    return super.sendCommand(...sent);
  }
}
