/** Messages between main and page: `ipcMain`, and ports whose one end lies in the page. */
import { EventEmitter } from 'node:events';

type Handler = (event: unknown, ...args: unknown[]) => unknown;

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>();
  handle(channel: string, handler: Handler): void {
    this.handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}
export const ipcMain = new IpcMain();

/** Both ends are made here; one is then sent to a page, which `bind` says how to reach. What arrives before `start` waits. */
export class MessagePortMain extends EventEmitter {
  other: MessagePortMain | null = null;
  #toPage: ((message: unknown) => void) | null = null;
  #started = false;
  #closed = false;
  readonly #waiting: unknown[] = [];

  bind(toPage: (message: unknown) => void): void {
    this.#toPage = toPage;
    for (const message of this.#waiting.splice(0)) toPage(message);
  }
  postMessage(message: unknown): void {
    this.other?.arrive(structuredClone(message));
  }
  arrive(message: unknown): void {
    if (this.#closed) return;
    if (this.#toPage !== null) this.#toPage(message);
    else if (this.#started) this.emit('message', { data: message, ports: [] });
    else this.#waiting.push(message);
  }
  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] });
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
    this.other?.close();
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();
  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}
