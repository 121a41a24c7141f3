/** What a person would see and do outside the page: told to the test, and done by it. */
import { EventEmitter } from 'node:events';
import { type Done, doneSchema, type Seen } from './messages.ts';

export const person = new EventEmitter<{ done: [Done] }>();
process.on('message', (message) => person.emit('done', doneSchema.parse(message)));
// The app itself decides when it ends.
process.channel?.unref();

export function see(saw: Seen['saw'], what: unknown): void {
  if (process.connected) process.send?.({ saw, what } satisfies Seen);
}

const answers: Readonly<Record<string, unknown>>[] = [];
const askers: ((answer: Readonly<Record<string, unknown>>) => void)[] = [];
person.on('done', (done) => {
  if (done.do !== 'answer') return;
  const asker = askers.shift();
  if (asker === undefined) answers.push(done.answer);
  else asker(done.answer);
});

/** Shows a dialog and resolves with the person's answer, or with `given` when it is taken away. */
export function ask(kind: string, options: unknown, signal: AbortSignal | undefined): Promise<Readonly<Record<string, unknown>>> {
  see('dialog', { kind, options: JSON.parse(JSON.stringify(options ?? {})) });
  const ready = answers.shift();
  if (ready !== undefined) return Promise.resolve(ready);
  return new Promise((resolve) => {
    askers.push(resolve);
    signal?.addEventListener('abort', () => {
      const at = askers.indexOf(resolve);
      if (at >= 0) askers.splice(at, 1);
      resolve({ response: 0 });
    });
  });
}
