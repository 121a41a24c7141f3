import type { NewEvent } from '../../../src/contract/events.ts';

/** As a page that was read: 300 bytes of payload. */
export function eventOf(index: number, exams: number): NewEvent {
  return {
    type: 'ocr.completed', examId: `exam-${index % exams}`, correlationId: `batch-${index % exams}`,
    payload: {
      batch_id: `batch-${index % exams}`.padEnd(36, 'b'), page_id: `page-${index}`.padEnd(119, 'f'), reading_revision: 1, candidate_no: String(20_260_000 + (index % 5000)), page: 1, items: 81, doubtful: 0,
      trouble: null, duration_ms: 181.234, turn: 0,
    },
  };
}
