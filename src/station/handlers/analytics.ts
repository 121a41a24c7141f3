/** The group `analytics`: running figures of an exam, for screens that cannot count everything each time: pages, doubtful answers, reading time. */
import { on, type Reaction } from '../reaction.ts';
import { counted } from '../store/columns.ts';
import type { Store } from '../store/store.ts';
import type { Tx } from '../store/writer.ts';

/** Names of figures in the record. */
export type FigureName = 'pages-read' | 'pages-failed' | 'items' | 'doubtful' | 'reading-ms';

export function analyticsReactions(store: Store): Reaction[] {
  return [
    on('ocr.completed', ({ seq, exam_id, payload }) => addOnce(store, seq, exam_id, { 'pages-read': 1, items: payload.items, doubtful: payload.doubtful, 'reading-ms': payload.duration_ms })),
    on('ocr.failed', ({ seq, exam_id }) => addOnce(store, seq, exam_id, { 'pages-failed': 1 })),
  ];
}

/** Sums cannot be added twice: what is in them is written with them. At and below `last-seq` everything counts already, or never will. */
async function addOnce(store: Store, seq: number, examId: string | null, figures: Partial<Record<FigureName, number>>): Promise<void> {
  if (examId === null) return;
  await store.write((tx) => {
    const last = tx.get(counted, "SELECT CAST(value AS INTEGER) AS n FROM figures WHERE exam_id = ? AND name = 'last-seq'", examId)?.n ?? 0;
    if (seq <= last || tx.run('INSERT INTO figures_counted (exam_id, seq) VALUES (?, ?) ON CONFLICT DO NOTHING', examId, seq) === 0) return;
    for (const [name, value] of Object.entries(figures)) add(tx, examId, name, value);
  });
}

function add(tx: Tx, examId: string, name: string, value: number): void {
  tx.run('INSERT INTO figures (exam_id, name, value) VALUES (?1, ?2, ?3) ON CONFLICT (exam_id, name) DO UPDATE SET value = value + ?3', examId, name, value);
}
