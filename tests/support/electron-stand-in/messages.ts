/** What a test and the stand-in say to each other over Node's own channel between processes. */
import { z } from 'zod';

export const doneSchema = z.discriminatedUnion('do', [
  /** Answers the next dialog, as Electron's dialogs do. */
  z.strictObject({ do: z.literal('answer'), answer: z.record(z.string(), z.unknown()) }),
  z.strictObject({ do: z.literal('close') }),
  z.strictObject({ do: z.literal('crash') }),
  z.strictObject({ do: z.literal('start-again'), argv: z.array(z.string()) }),
  /** A menu entry by its label. */
  z.strictObject({ do: z.literal('choose'), label: z.string() }),
  z.strictObject({ do: z.literal('choose-tray'), label: z.string() }),
]);
export type Done = z.infer<typeof doneSchema>;

export const seenSchema = z.strictObject({ saw: z.enum(['chromium', 'window', 'shown', 'hidden', 'dialog', 'notification', 'bar', 'awake', 'tray', 'menu', 'external', 'loaded']), what: z.unknown() });
export type Seen = z.infer<typeof seenSchema>;
