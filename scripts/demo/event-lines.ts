/** An event as the demo shows it: when, what, because of what, and what that means. */
import type { Console } from '../../src/cli/console.ts';
import type { TextKey } from '../../src/cli/i18n/texts.ts';
import { displayWidth } from '../../src/cli/text-table.ts';
import type { StoredEvent } from '../../src/contract/events.ts';

const explained: Readonly<Record<string, TextKey>> = {
  'exam.created': 'demo.event-exam-created', 'batch.started': 'demo.event-batch-started', 'page.received': 'demo.event-page-received', 'ocr.started': 'demo.event-ocr-started', 'ocr.completed': 'demo.event-ocr-completed',
  'ocr.failed': 'demo.event-ocr-failed', 'exception.raised': 'demo.event-exception-raised', 'grading.started': 'demo.event-grading-started', 'grading.completed': 'demo.event-grading-completed', 'batch.completed': 'demo.event-batch-completed',
};

export function eventLines(console: Pick<Console, 't'>): (event: StoredEvent) => string {
  const begun = performance.now();
  const seqs = new Map<string, number>();
  return ({ seq, event_id, type, causation_id }) => {
    seqs.set(event_id, seq);
    const cause = causation_id === null ? undefined : seqs.get(causation_id);
    const because = cause === undefined ? '' : `← ${cause}`;
    const text = explained[type];
    const milliseconds = Math.round(performance.now() - begun);
    return `${String(milliseconds).padStart(6)} ms  ${String(seq).padStart(4)}  ${type.padEnd(18)} ${because}${' '.repeat(Math.max(0, 7 - displayWidth(because)))}${text === undefined ? '' : console.t(text)}`;
  };
}
