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
 * Here and in the streams: ZhiyueError request-too-large past `maxBytes` of files, request-invalid when the body breaks off, or has a part that is no file with a name.
 */
export async function* uploadParts(request: FastifyRequest, maxBytes: number): AsyncIterable<UploadedFile> {
  let bytes = 0;
  for await (const part of partsOf(request, maxBytes)) {
    if (part.type !== 'file') throw new ZhiyueError('request-invalid', `The part ${shown(part.fieldname)} is no file: only files are taken, each with its name.`, { about: shown(part.fieldname) });
    // The types of the library promise a name, which a sender may leave out.
    const named: { readonly filename?: string | undefined } = part;
    if (named.filename === undefined || named.filename === '') {
      part.file.resume();
      throw new ZhiyueError('request-invalid', `The part ${shown(part.fieldname)} is a file without a name: each needs one.`, { about: shown(part.fieldname) });
    }
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
    yield { name: safeFileName(named.filename), stream: content };
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
    throw error instanceof ZhiyueError || error instanceof Error && 'statusCode' in error ? error : brokenOff();
  }
}

const brokenOff = (): ZhiyueError => new ZhiyueError('request-invalid', 'The upload broke off, or is no multipart form: repeat it.');

/** The name of a part, as safe to show as a file's. */
const shown = (name: unknown): string => safeFileName(typeof name === 'string' ? name.slice(0, 100) : '');
