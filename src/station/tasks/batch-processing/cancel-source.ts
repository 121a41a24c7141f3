import { giveUpSource } from '../../store/batches.ts';
import type { Tx } from '../../store/writer.ts';
import { cancelPage } from '../ocr-processing/cancel-page.ts';

/** Gives up looking into a file: what is known of it counts as one page that was given up. */
export function cancelSource(tx: Tx, sourceId: string, actor: string): void {
  for (const pageId of giveUpSource(tx, sourceId)) cancelPage(tx, pageId, actor);
}
