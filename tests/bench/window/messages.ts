/** What the bench of the window says to its station, a process of its own. */
import type { Greeting } from '../live/messages.ts';

export type ToWindowServer =
  | { readonly kind: 'pairing' }
  /** Pages go in at this rate from now on. */
  | { readonly kind: 'pages'; readonly perMinute: number }
  | { readonly kind: 'read' }
  | { readonly kind: 'end' };
export type FromWindowServer =
  | (Greeting & { readonly examId: string })
  | { readonly kind: 'pairing'; readonly link: string }
  | { readonly kind: 'pages' }
  | { readonly kind: 'read'; readonly read: number; readonly waiting: number };
