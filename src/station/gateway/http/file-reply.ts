/** The answer of a `file` route as headers and bytes. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CheckedFile } from './answers.ts';
import { attachment } from './safe-name.ts';

export async function sendFile(request: FastifyRequest, reply: FastifyReply, { content, mediaType, bytes, fileName, etag }: CheckedFile): Promise<FastifyReply> {
  if (etag === undefined) reply.header('cache-control', 'private, no-store');
  else {
    reply.header('etag', `"${etag}"`).header('cache-control', 'private, no-cache');
    if (matches(request.headers['if-none-match'], etag)) {
      if (content instanceof Readable) content.destroy();
      return reply.code(304).send();
    }
  }
  reply.header('content-type', mediaType);
  if (fileName !== undefined) reply.header('content-disposition', attachment(fileName));
  if (content instanceof Readable) {
    if (bytes !== undefined) reply.header('content-length', bytes);
    return reply.send(content);
  }
  return reply.send(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
}

function matches(header: string | undefined, etag: string): boolean {
  return header !== undefined && header.split(',').some((tag) => ['*', `"${etag}"`].includes(tag.trim().replace(/^W\//, '')));
}
