/** The files of a multipart body, one after the other, never whole in memory. */
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { UploadedFile } from './handlers.ts';
import { multipartLimits } from './limits.ts';
import { safeFileName } from './safe-name.ts';

/** Each part must be read to its end (what a handler leaves is thrown away). Throws ZhiyueError request-too-large past `maxBytes` of files. */
export async function* uploadParts(request: FastifyRequest, maxBytes: number): AsyncIterable<UploadedFile> {
  let bytes = 0;
  for await (const part of request.parts({ limits: { ...multipartLimits, fileSize: maxBytes } })) {
    // Fields of a form say nothing that we ask for.
    if (part.type !== 'file') continue;
    const counted = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        bytes += chunk.length;
        if (bytes > maxBytes) done(new ZhiyueError('request-too-large', `At most ${maxBytes} bytes are taken in one request.`));
        else done(null, chunk);
      },
    });
    const flowing = pipeline(part.file, counted);
    // Heard by whoever reads `counted`; awaited below.
    flowing.catch(() => undefined);
    yield { name: safeFileName(part.filename), stream: counted };
    if (!counted.readableEnded && !counted.destroyed) counted.pipe(new PassThrough()).resume();
    await flowing;
  }
}
