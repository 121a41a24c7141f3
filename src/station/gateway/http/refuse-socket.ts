/** A refusal where there is a socket but no response: before an upgrade, and for what is no HTTP at all. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Problem, problemMediaType } from '../../../contract/problem.ts';

/** A status line, a problem document, and the end. */
export function refuseSocket(socket: Duplex, problem: Problem, headers: Readonly<Record<string, string>> = {}): void {
  // The peer may have gone already.
  socket.on('error', () => undefined);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const text = JSON.stringify(problem);
  const all = { ...headers, 'connection': 'close', 'cache-control': 'no-store', 'content-type': problemMediaType, 'content-length': String(Buffer.byteLength(text)) };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Refused'}\r\n${head}\r\n${text}`);
}
