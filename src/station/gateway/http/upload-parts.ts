/** The files of a multipart body, one after the other, never whole in memory. */
import { Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { UploadedFile } from './handlers.ts';
import { multipartLimits } from './limits.ts';
import { safeFileName } from './safe-name.ts';

/**
 * Each part is read to its end by the handler; what it leaves is thrown away.
 * Here and in the streams: ZhiyueError request-too-large past `maxBytes` of files, request-invalid when the body breaks off.
 */
export async function* uploadParts(request: FastifyRequest, maxBytes: number): AsyncIterable<UploadedFile> {
  let bytes = 0;
  for await (const part of partsOf(request, maxBytes)) {
    // Fields of a form say nothing that we ask for.
    if (part.type !== 'file') continue;
    const content = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        bytes += chunk.length;
        if (bytes > maxBytes) done(new ZhiyueError('request-too-large', `At most ${maxBytes} bytes are taken in one request.`));
        else done(null, chunk);
      },
    });
    part.file.once('error', () => content.destroy(brokenOff()));
    // What is too large, or given up by the handler, still has to pass before the next part can come.
    content.once('close', () => part.file.unpipe(content).resume());
    part.file.pipe(content);
    const ended = finished(content).then(() => null, (error: unknown) => error);
    yield { name: safeFileName(part.filename), stream: content };
    content.resume();
    const failure = await ended;
    if (failure instanceof ZhiyueError) throw failure;
  }
}

/** The parts as they come, with the errors of the parser told as ours. */
async function* partsOf(request: FastifyRequest, fileSize: number): ReturnType<FastifyRequest['parts']> {
  try {
    // One byte more than we take, so that it is we who say so.
    yield* request.parts({ limits: { ...multipartLimits, fileSize: fileSize + 1 } });
  } catch (error) {
    throw error instanceof Error && 'statusCode' in error ? error : brokenOff();
  }
}

const brokenOff = (): ZhiyueError => new ZhiyueError('request-invalid', 'The upload broke off, or is no multipart form: repeat it.');
