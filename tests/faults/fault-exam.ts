/** The exam whose pages a run puts in: small, so that 500 pages are read quickly, and with an open question, so that every page leaves a crop on disk. */
import type { Exam } from '../../src/exam/exam.ts';
import { parseExam } from '../../src/exam/exam-file.ts';

export function faultExam(): Exam {
  return parseExam({
    id: 'faults', title: '故障演练', page: 'A4', candidateNumber: { digits: 4 }, questions: [
      { no: '1-6', type: 'single', options: 4, key: 'BDACCA', points: 2 },
      { no: '7', type: 'multiple', options: 4, key: 'AC', points: 4, partial: { missing: 2 } },
      { no: '8', type: 'open', points: 5, height: 10 },
    ],
  });
}
