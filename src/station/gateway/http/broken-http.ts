/** What Node's server answers by itself, before there is a request for our routes: told in problem documents as well. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Problem, problemMediaType } from '../../../contract/problem.ts';
import { maxHeaderBytes } from './limits.ts';
import { plainProblem } from './problems.ts';
import { refuseSocket } from './refuse-socket.ts';

interface ParserError extends Error {
  readonly code?: string;
  /** What had arrived when it gave up: bytes, whatever the types of others say. */
  readonly rawPacket?: unknown;
}

/** For every server of the gateway. */
export function answerBrokenHttp(server: Server): void {
  server.on('clientError', refuseBrokenHttp);
  server.on('checkExpectation', refuseExpectation);
}

export function refuseBrokenHttp(error: ParserError, socket: Duplex): void {
  refuseSocket(socket, problemOf(error));
}

/** `Expect:` something else than 100-continue (RFC 9110, 10.1.1). */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const text = JSON.stringify(plainProblem('request-invalid', 417, 'The station meets no expectation but 100-continue.'));
  response.writeHead(417, { connection: 'close', 'content-type': problemMediaType, 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' }).end(text);
}

function problemOf({ code, rawPacket }: ParserError): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT': return plainProblem('request-invalid', 408, 'The request took too long to arrive.');
    // The first line is not over where all the room for headers is.
    case 'HPE_HEADER_OVERFLOW': return Buffer.isBuffer(rawPacket) && !rawPacket.subarray(0, maxHeaderBytes).includes('\n') ? plainProblem('request-too-large', 414, 'The address is too long.') : plainProblem('request-too-large', 431, 'The headers are too long.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW': return plainProblem('request-too-large', 413, 'The extensions of the chunks are too long.');
    default: return plainProblem('request-invalid', 400, 'This is no HTTP request.');
  }
}
