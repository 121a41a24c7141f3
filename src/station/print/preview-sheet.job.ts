/** In a pool thread: a page of the sheets of an exam, as it would be printed, as a PNG image. */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import type { Candidate, Exam } from '../../exam/exam.ts';
import { parseExam } from '../../exam/exam-file.ts';
import { layoutExam } from '../../sheet/layout/layout-exam.ts';
import { renderSheets } from '../../sheet/render/render-sheets.ts';

const inputSchema = z.strictObject({ examFile: z.unknown(), page: z.int().min(1), personal: z.boolean(), width: z.int().min(1) });
export type PreviewSheetInput = z.infer<typeof inputSchema>;

/** Throws ZhiyueError exam-invalid, not-found for a page that the sheet does not have. */
export async function previewSheetJob(input: unknown): Promise<{ readonly png: Uint8Array }> {
  const { examFile, page, personal, width } = inputSchema.parse(input);
  const exam = parseExam(examFile);
  const layout = layoutExam(exam, { personal });
  const place = layout.pages[page - 1];
  if (!place) throw new ZhiyueError('not-found', `The sheet has ${layout.pages.length} pages.`, { about: String(page) });
  const pdf = await renderSheets(exam, layout, { candidates: personal ? [invented(exam)] : [] });
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(pdf);
    try {
      // Twice as fine as asked for, so that hairlines stay visible when they are shrunk.
      const scale = 2 * width / (place.width / 25.4 * 72);
      const drawn = await document.getPage(page - 1).render({ scale, colorSpace: 'Gray', render: async (options) => options.data });
      const png = await sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 1 } }).resize({ width }).png({ palette: true, colours: 32 }).toBuffer();
      return { png: new Uint8Array(png) };
    } finally {
      document.destroy();
    }
  } finally {
    library.destroy();
  }
}

function invented({ candidateNumber: { digits }, language }: Exam): Candidate {
  return { candidateNo: '1234567890'.repeat(3).slice(0, digits), ...(language === 'en' ? { name: 'Jane Smith', class: '8 Blue' } : { name: '张三', class: '八（1）班' }), extra: {} };
}
