/**
 * From a layout to a PDF to print. What is the same on every candidate's sheet is written once and shared by all of them:
 * a page's content is the candidate's own part followed by the shared one.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { Candidate, Exam } from '../../exam/exam.ts';
import type { Layout } from '../layout.ts';
import { layoutOfPages } from '../layout/layout-exam.ts';
import { planSheet } from '../layout/plan.ts';
import type { PlannedPage } from '../layout/shapes.ts';
import { formatPageCode, parsePageCode, tag } from '../page-code.ts';
import { codeModules } from './code-modules.ts';
import { drawAnchor, drawBubble, drawCode, drawInk, drawText, pointsPerMm } from './draw-ink.ts';
import { printable } from './fit-text.ts';
import { loadFonts, registerFonts, type SheetFonts } from './fonts.ts';

/** Always the same, so that the same exam gives the same bytes. */
const creationDate = new Date(Date.UTC(2020, 0, 1));

function drawShared(doc: PDFKit.PDFDocument, fonts: SheetFonts, page: PlannedPage): void {
  for (const ink of page.ink) drawInk(doc, fonts, ink);
  for (const bubble of page.bubbles) drawBubble(doc, fonts, bubble);
  for (const anchor of page.anchors) drawAnchor(doc, anchor);
}

function drawOwn(doc: PDFKit.PDFDocument, fonts: SheetFonts, page: PlannedPage, code: string, candidate: Candidate | null): void {
  const modules = codeModules(code);
  for (const region of page.regions) if (region.kind === 'code') drawCode(doc, modules, region);
  if (candidate === null) return;
  for (const ink of page.ink) {
    if (ink.kind === 'person') drawText(doc, fonts, { ...ink, text: candidate[ink.what], maxLines: 4 }, '#000000');
  }
}

/** Contents and resources of the first sheet's page, which the later sheets use again. */
interface SharedPart { readonly content: PDFKit.PDFKitReference; readonly resources: unknown; readonly fonts: Record<string, unknown> }

/**
 * The sheets as PDF bytes: on a personal layout one sheet (all its pages) for each candidate in the given order, else one sheet.
 * The same arguments give the same bytes. Throws `roster-invalid` when a personal layout comes without candidates or a number is not of 0-9, A-Z and hyphens (at most 24),
 * and `exam-invalid` when the layout is not this exam's.
 */
export async function renderSheets(exam: Exam, layout: Layout, options: { readonly candidates?: readonly Candidate[]; /** Told now and then how many sheets are drawn. */ readonly onDrawn?: (sheets: number) => void } = {}): Promise<Uint8Array> {
  const planned = planSheet(exam, layout.personal);
  if (layoutOfPages(exam, layout.personal, planned).version !== layout.version) {
    throw ZhiyueError.of('exam-invalid', [fault('exam-layout-other', { layout: layout.version, exam: exam.id })], { about: exam.id });
  }
  const candidates: readonly (Candidate | null)[] = layout.personal ? options.candidates ?? [] : [null];
  if (candidates.length === 0) throw ZhiyueError.of('roster-invalid', [fault('roster-needed', { exam: exam.id })], { about: exam.id });

  const fonts = loadFonts();
  const doc = new PDFDocument({
    autoFirstPage: false, margin: 0, compress: true, pdfVersion: '1.7', lang: exam.language ?? 'zh-CN',
    info: { Title: printable(exam.title, fonts.regular).replaceAll('\n', ' '), Producer: 'Zhiyue Station', Creator: 'Zhiyue Station', CreationDate: creationDate },
  });
  registerFonts(doc);
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });

  const shared = new Map<number, SharedPart>();
  const examTag = tag(exam.id);
  for (const [index, candidate] of candidates.entries()) {
    // Whoever else lives in this process gets a turn.
    if (index % 20 === 19) {
      options.onDrawn?.(index);
      await nextTurn();
    }
    for (const page of planned) {
      doc.addPage({ size: [page.width * pointsPerMm, page.height * pointsPerMm], margin: 0 });
      const own = doc.page.content;
      let part = shared.get(page.page);
      if (!part) {
        const content = doc.ref({});
        doc.page.content = content;
        drawShared(doc, fonts, page);
        doc.page.content = own;
        content.end('');
        part = { content, resources: Reflect.get(doc.page.dictionary.data, 'Resources'), fonts: doc.page.fonts };
        shared.set(page.page, part);
      }
      Object.assign(doc.page.dictionary.data, { Contents: [own, part.content] });
      const code = formatPageCode({ examTag, layoutVersion: layout.version, page: page.page, candidateNo: candidate?.candidateNo ?? null });
      if (parsePageCode(code) === null) throw ZhiyueError.of('roster-invalid', [fault('roster-number-unprintable', { no: candidate?.candidateNo ?? '' })], { about: candidate?.candidateNo ?? exam.id });
      drawOwn(doc, fonts, page, code, candidate);
      const { fonts: known } = part;
      // A name in a script of its own: its page has resources of its own.
      if (Object.keys(doc.page.fonts).every((font) => Object.hasOwn(known, font))) Object.assign(doc.page.dictionary.data, { Resources: part.resources });
      else Object.assign(doc.page.fonts, known);
    }
  }
  doc.end();
  await finished;
  return Buffer.concat(chunks);
}
