import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examDetailSchema } from '../../../contract/routes/exams.ts';
import { parseExam, parseExamText } from '../../../exam/exam-file.ts';
import { examAsFile } from './exam-as-file.ts';

test('an exam as the station shows it becomes the same exam again', () => {
  const exam = parseExamText(readFileSync('resources/example/exam.json', 'utf8'));
  const { questions, candidateNumber, ...head } = exam;
  const detail = examDetailSchema.pick({ id: true, title: true, subject: true, page: true, candidateDigits: true, everything: true }).parse({ ...head, candidateDigits: candidateNumber.digits, everything: questions });
  expect(parseExam(examAsFile(detail))).toEqual(exam);
});
