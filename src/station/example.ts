/** The bundled example: an exam, its roster and a stack of scans, for whoever wants to see how it goes before there is a stack of one's own. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseExamText } from '../exam/exam-file.ts';
import { enterAndRescore, type RescoreParts } from './exam-entry.ts';
import { type IntakeParts, putIn } from './intake/put-in.ts';
import { collectScans } from './intake/scan-files.ts';
import { readRoster } from './report/roster-file.ts';
import type { PutIn } from './station-api.ts';
import { batchesOfExam } from './store/batches.ts';
import { findExam } from './store/exams.ts';

const batchNames = { zh: '示例', en: 'example' } as const;

/** Enters the example and puts its scans in; what is there already, also with changes that somebody made, stays. Throws ZhiyueError exam-published, disk-full. */
export async function putInExample(parts: RescoreParts & IntakeParts, folder: string, { actor, signal, lang }: { readonly actor: string; readonly signal: AbortSignal; readonly lang: 'zh' | 'en' }): Promise<PutIn & { readonly examId: string }> {
  const exam = parseExamText(await readFile(path.join(folder, 'exam.json'), 'utf8'));
  if (!findExam(parts.store.db, exam.id)) await enterAndRescore(parts, exam, await readRoster(path.join(folder, 'roster.csv'), { digits: exam.candidateNumber.digits }), { actor });
  const { files } = await collectScans([path.join(folder, 'scans')]);
  // Somebody who opens it in another language goes on in the batch that is there.
  const batchKey = batchesOfExam(parts.store.db, exam.id).find(({ batchKey: key }) => key === batchNames.zh || key === batchNames.en)?.batchKey ?? batchNames[lang];
  return { examId: exam.id, ...await putIn(parts, exam.id, files, { batchKey, actor, signal, final: true }) };
}
