/** A text reader that remembers what it read off a crop (a pure function of its bytes and the program), so that its engines start only for what nobody has read yet. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TextReader, TextReading } from '../../src/station/text/text-reader.ts';

const readingSchema = z.custom<TextReading>((value) => typeof value === 'object' && value !== null && 'text' in value && 'confidence' in value);

export function rememberingTexts(folder: string, start: () => TextReader): TextReader {
  let real: TextReader | null = null;
  return {
    async read(crop, request, options) {
      real ??= start();
      if (!(crop instanceof Uint8Array)) return real.read(crop, request, options);
      const kept = join(folder, `${createHash('sha256').update(JSON.stringify(request)).update(crop).digest('hex')}.text.json`);
      if (existsSync(kept)) return readingSchema.parse(JSON.parse(await readFile(kept, 'utf8')));
      const reading = await real.read(crop, request, options);
      const part = `${kept}.${crypto.randomUUID()}`;
      await writeFile(part, JSON.stringify(reading));
      await rename(part, kept);
      return reading;
    },
    async [Symbol.asyncDispose]() {
      await real?.[Symbol.asyncDispose]();
    },
  };
}
