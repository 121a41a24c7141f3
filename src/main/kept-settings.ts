/** What the desktop app itself remembers between its starts: the window's place and the language of its menus. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { boundsSchema } from './window/bounds.ts';

const keptSchema = z.object({ bounds: boundsSchema.nullable().catch(null), maximized: z.boolean().catch(false), language: z.enum(['zh-CN', 'en']).nullable().catch(null) });
export type Kept = z.infer<typeof keptSchema>;

const nothing: Kept = { bounds: null, maximized: false, language: null };

export interface KeptSettings {
  read(): Kept;
  /** A disk that is full or read-only is no reason to disturb anybody. */
  change(changes: Partial<Kept>): void;
}

export function keptSettings(folder: string): KeptSettings {
  const file = path.join(folder, 'window.json');
  let kept = nothing;
  try {
    kept = keptSchema.catch(nothing).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // The first start, or a damaged file.
  }
  return {
    read: () => kept,
    change(changes) {
      kept = { ...kept, ...changes };
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${file}.new`, JSON.stringify(kept));
        renameSync(`${file}.new`, file);
      } catch {
        // As said.
      }
    },
  };
}
