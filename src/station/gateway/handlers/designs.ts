/** Sheets of exams that are not entered yet: checked, previewed; and the page that checks a printer. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { Exam } from '../../../exam/exam.ts';
import { saidFault } from '../../../contract/fault-schema.ts';
import type { Fault } from '../../../contract/faults.ts';
import { checkExamFile } from '../../../exam/exam-file.ts';
import { layoutsOf } from '../../../sheet/layout/layout-exam.ts';
import { tag } from '../../../sheet/page-code.ts';
import type { PreviewSheetInput } from '../../print/preview-sheet.job.ts';
import type { TestPageInput } from '../../print/test-page.job.ts';
import type { Db } from '../../store/database.ts';
import { examWithTag } from '../../store/exams.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { withNamedTemplate } from './named-template.ts';

const preview = z.object({ png: z.instanceof(Uint8Array) });
const testPage = z.object({ pdf: z.instanceof(Uint8Array) });
const timeoutMs = 20_000;
/** A designer looks at a few pages of a few versions; each takes some 50 kB. */
const keptPreviews = 40;

export function designHandlers({ store, pool }: GatewayParts): Handlers<'checkExam' | 'previewSheet' | 'getTestPage'> {
  /** By what was asked for, the last used at the end. */
  const previews = new Map<string, Uint8Array>();
  return {
    async checkExam({ body }) {
      const checked = checkedWithTemplate(store.db, body);
      const { exam, faults, pages } = 'faults' in checked ? { exam: null, faults: [...checked.faults], pages: null } : { exam: checked.exam, ...placed(checked.exam) };
      const alike = exam === null ? null : examWithTag(store.db, tag(exam.id), exam.id);
      if (exam !== null && alike !== null) faults.push({ code: 'exam-id-alike', values: { exam: exam.id, other: alike }, where: { path: 'id' } });
      if (exam === null || faults.length > 0) return { ok: false, faults: faults.map(saidFault), questions: null, full: null, pagesPerSheet: null };
      return { ok: true, faults: [], questions: exam.questions.length, full: exam.questions.reduce((sum, { bonus, points }) => sum + (bonus ? 0 : points), 0), pagesPerSheet: pages };
    },

    async previewSheet({ body, query: { page, kind, width }, signal }) {
      const input: PreviewSheetInput = { examFile: body, page, personal: kind === 'personal', width };
      const key = createHash('sha256').update(JSON.stringify(input)).digest('hex');
      const png = previews.get(key) ?? preview.parse(await pool.run('preview-sheet', input, { timeoutMs, signal, line: 'asked' })).png;
      previews.delete(key);
      previews.set(key, png);
      for (const [oldest] of previews) if (previews.size > keptPreviews) previews.delete(oldest);
      return { content: png, mediaType: 'image/png', etag: key };
    },

    async getTestPage({ query: { page }, signal }) {
      const input: TestPageInput = { page };
      const { pdf } = testPage.parse(await pool.run('test-page', input, { timeoutMs, signal, line: 'asked' }));
      return { content: pdf, mediaType: 'application/pdf', fileName: `打印比例测试页-${page}.pdf` };
    },
  };
}

function placed(exam: Exam): { readonly faults: Fault[]; readonly pages: { blank: number; personal: number } | null } {
  try {
    const { blank, personal } = layoutsOf(exam);
    return { faults: [], pages: { blank: blank.pages.length, personal: personal.pages.length } };
  } catch (error) {
    if (!(error instanceof ZhiyueError) || error.code !== 'exam-invalid') throw error;
    return { faults: error.faults.map((fault) => ({ ...fault, where: fault.where ?? { path: 'questions' } })), pages: null };
  }
}

/** As `checkExamFile`; a template that is named and gone is a fault like others. */
function checkedWithTemplate(db: Db, body: Readonly<Record<string, unknown>>): ReturnType<typeof checkExamFile> {
  try {
    return checkExamFile(withNamedTemplate(db, body));
  } catch (error) {
    if (!(error instanceof ZhiyueError) || error.code !== 'exam-invalid') throw error;
    return { faults: error.faults };
  }
}
