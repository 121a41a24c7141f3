/** The window's port to the station, as Electron has it. */
import type { MessagePortMain } from 'electron';
import type { WindowPort } from '../../contract/window.ts';

/** Electron's ports copy bytes; they hand nothing over. */
export function stationPort(port: MessagePortMain): WindowPort {
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
