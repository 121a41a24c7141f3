import { open } from 'node:fs/promises';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { FileAnswer } from '../http/handlers.ts';

/** Opened before it is answered, so that a file that goes meanwhile still arrives whole. */
export async function fileAnswer(path: string, mediaType: string, etag: string): Promise<FileAnswer> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new ZhiyueError('not-found', 'The image is not there any more.', { cause });
  });
  try {
    const { size } = await file.stat();
    return { content: file.createReadStream(), mediaType, bytes: size, etag };
  } catch (error) {
    await file.close();
    throw error;
  }
}
