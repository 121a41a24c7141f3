/** A live channel over a WebSocket: one JSON object a text frame. */
import type { LiveChannel, LiveChannelEvents } from '../transport.ts';

/** As much of a WebSocket as is used: the global one, and that of `ws`. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}
export type OpenSocket = (url: string) => SocketLike;

export function openSocketChannel(openSocket: OpenSocket, url: string, on: LiveChannelEvents): LiveChannel {
  const socket = openSocket(url);
  let state: 'opening' | 'open' | 'over' = 'opening';
  const over = (): void => {
    if (state === 'over') return;
    state = 'over';
    on.closed();
  };
  socket.addEventListener('open', () => {
    if (state !== 'opening') return;
    state = 'open';
    on.opened();
  });
  socket.addEventListener('message', ({ data }) => {
    if (state !== 'open') return;
    try {
      on.message(JSON.parse(String(data)));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      on.message(undefined);
    }
  });
  // An error is followed by a close, which on a dead line may take its time.
  socket.addEventListener('error', over);
  socket.addEventListener('close', over);
  return {
    send: (message) => {
      if (state === 'open') socket.send(JSON.stringify(message));
    },
    close: () => {
      state = 'over';
      socket.close();
    },
  };
}
