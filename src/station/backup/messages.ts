/** What the station says to its backup thread and hears from it. */
import type { PlainError } from '../../contract/errors.ts';
import type { StageOrder } from './stage-backup.ts';
import type { BackupOrder } from './write-backup.ts';

export type ThreadOrder =
  | { readonly kind: 'write'; readonly order: BackupOrder }
  | { readonly kind: 'look'; readonly file: string }
  | { readonly kind: 'stage'; readonly order: StageOrder };

export type FromThread =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** Waits for any message before it writes them. */
  | { readonly kind: 'will-write'; readonly files: readonly string[] }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: PlainError };
