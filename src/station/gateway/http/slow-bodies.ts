/** Ends connections whose body does not come: somebody who sends a byte a minute must not hold one for ever. */
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { bodyMs, silentUploadMs } from './limits.ts';

/** A whole body within a time. */
export function endWhenLate(request: IncomingMessage, afterMs = bodyMs): void {
  const { socket } = request;
  if (request.complete || !(socket instanceof Socket)) return;
  // The answer may take as long as it takes.
  const late = setTimeout(() => { if (!request.complete) socket.destroy(); }, afterMs);
  const stop = (): void => clearTimeout(late);
  request.once('end', stop).once('close', stop);
}

/** A body of any length, as long as something comes. */
export function endWhenSilent(request: IncomingMessage, afterMs = silentUploadMs): void {
  const { socket } = request;
  if (request.complete || !(socket instanceof Socket)) return;
  const silent = (): void => { if (!request.complete) socket.destroy(); };
  socket.setTimeout(afterMs, silent);
  const stop = (): void => { socket.setTimeout(0).off('timeout', silent); };
  request.once('end', stop).once('close', stop);
}
