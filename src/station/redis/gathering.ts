import { Redis } from 'ioredis';

type Sent = Parameters<Redis['sendCommand']>;
interface Turn { readonly stream: Redis['stream']; commands: number }

/** Commands that leave in one write: with all fifty of a turn, Redis waits while this process works, and this process while Redis does (decision 0088). */
const atMost = 16;

/**
 * A connection whose commands of one turn of the event loop leave in few writes, in their order. Fifty tasks that are answered by one read of the socket ask for the next fifty one by
 * one; each write costs both processes a system call. Unlike ioredis' automatic pipelines, nothing waits for the answers of what went before, and commands are sent again one by one
 * after the connection was lost.
 */
export class GatheringRedis extends Redis {
  /** What this turn holds back, and on which stream: after a loss of the connection there is another one. */
  #turn: Turn | null = null;

  override sendCommand(...sent: Sent): unknown {
    const turn = this.#turn ?? this.#begin();
    const answer = super.sendCommand(...sent);
    if (turn !== null && ++turn.commands % atMost === 0) {
      turn.stream.uncork();
      turn.stream.cork();
    }
    return answer;
  }

  #begin(): Turn | null {
    if (this.status !== 'ready') return null;
    const { stream } = this;
    stream.cork();
    setImmediate(() => {
      this.#turn = null;
      stream.uncork();
    });
    this.#turn = { stream, commands: 0 };
    return this.#turn;
  }
}
