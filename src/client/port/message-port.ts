/** A MessagePort of the browser or of Node as both ends of the window's port want it. */
import type { WindowPort } from '../../contract/window.ts';

/** As much of a MessagePort as is used; Node's has all of it, too. */
interface MessagePortLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: string, listener: (event: object) => void): void;
  start(): void;
  close(): void;
}

export function messagePort(port: MessagePortLike): WindowPort {
  return {
    postMessage: (message, transfer) => port.postMessage(message, [...transfer]),
    onMessage: (listener) => {
      port.addEventListener('message', (event) => listener('data' in event ? event.data : undefined));
      port.start();
    },
    onClose: (listener) => port.addEventListener('close', () => listener()),
    close: () => port.close(),
  };
}
