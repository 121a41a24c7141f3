import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examDetailSchema } from '../../../contract/routes/exams.ts';
import { applyChanges } from '../../../exam/apply-changes.ts';
import { parseExam, parseExamText } from '../../../exam/exam-file.ts';
import { examAsFile } from './exam-as-file.ts';

test.each(['zh-CN', 'en'] as const)('an exam with sheets in %s, as the station shows it, becomes the same exam again', (language) => {
  const exam = applyChanges(parseExamText(readFileSync('resources/example/exam.json', 'utf8')), { language });
  const { questions, candidateNumber, ...head } = exam;
  const detail = examDetailSchema.pick({ id: true, title: true, subject: true, page: true, language: true, candidateDigits: true, everything: true }).parse({ ...head, language, candidateDigits: candidateNumber.digits, everything: questions });
  expect(parseExam(examAsFile(detail))).toEqual(exam);
});
