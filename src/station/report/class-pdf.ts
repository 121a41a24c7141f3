/** The scores of a class on paper: a table that runs over as many A4 pages as it needs, with the class's figures at its end. */
import PDFDocument from 'pdfkit';
import type { Exam } from '../../exam/exam.ts';
import { drawText, pointsPerMm } from '../../sheet/render/draw-ink.ts';
import { printable } from '../../sheet/render/fit-text.ts';
import { registerFonts, type SheetFonts } from '../../sheet/render/fonts.ts';
import type { ReportLanguage } from './exception-text.ts';
import type { ScoreRow } from './results.ts';
import { statusWord } from './workbook-words.ts';

const words: Readonly<Record<ReportLanguage, { readonly columns: readonly string[]; readonly all: string; readonly none: string; readonly figures: (figures: Figures) => string; readonly page: (page: number, of: number) => string }>> = {
  zh: {
    columns: ['考号', '姓名', '总分', '客观题', '主观题', '状态'], all: '全体考生', none: '未分班',
    figures: ({ n, scored, mean, highest, lowest }) => `共 ${n} 人，有成绩 ${scored} 人${scored === 0 ? '' : `；平均 ${mean}，最高 ${highest}，最低 ${lowest}`}`, page: (page, of) => `第 ${page} 页　共 ${of} 页`,
  },
  en: {
    columns: ['Candidate', 'Name', 'Total', 'Objective', 'Open', 'Status'], all: 'All candidates', none: 'No class',
    figures: ({ n, scored, mean, highest, lowest }) => `${n} candidates, ${scored} with a score${scored === 0 ? '' : `; mean ${mean}, highest ${highest}, lowest ${lowest}`}`, page: (page, of) => `Page ${page} of ${of}`,
  },
};

interface Figures { readonly n: number; readonly scored: number; readonly mean: string; readonly highest: number; readonly lowest: number }

const paper = { w: 210, h: 297, margin: 15 } as const;
const widthsMm = [34, 54, 18, 22, 22, 30] as const;
/** Between a column of figures and one of words. */
const gapMm = 6;
const rowMm = 7;
const rowsPerPage = Math.floor((paper.h - 2 * paper.margin - 24 - rowMm - 14) / rowMm);

export interface ClassSheet { readonly exam: Pick<Exam, 'title' | 'questions'>; readonly className: string | null; readonly rows: readonly ScoreRow[]; readonly lang: ReportLanguage }

/** The same arguments give the same bytes. What people wrote (titles, names, classes) is drawn as text, shrunk or cut to its cell, and never read as markup. */
export async function classPdf({ exam, className, rows, lang }: ClassSheet, fonts: SheetFonts): Promise<Uint8Array> {
  const said = words[lang];
  const heading = className === null ? said.all : className.trim() === '' ? said.none : className;
  const doc = new PDFDocument({
    autoFirstPage: false, margin: 0, pdfVersion: '1.7', lang: lang === 'zh' ? 'zh-CN' : 'en',
    info: { Title: printable(`${exam.title} ${heading}`, fonts.regular).replaceAll('\n', ' '), Producer: 'Zhiyue Station', Creator: 'Zhiyue Station', CreationDate: new Date(Date.UTC(2020, 0, 1)) },
  });
  registerFonts(doc);
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  const pages = Math.max(1, Math.ceil(rows.length / rowsPerPage));
  const open = new Set(exam.questions.filter(({ type }) => type === 'open').map(({ no }) => no));
  for (let page = 1; page <= pages; page++) {
    doc.addPage({ size: [paper.w * pointsPerMm, paper.h * pointsPerMm], margin: 0 });
    const within = { x: paper.margin, w: paper.w - 2 * paper.margin };
    drawText(doc, fonts, { ...within, y: paper.margin, h: 11, text: exam.title, sizePt: 15, bold: true, align: 'center', maxLines: 2, leastPt: 8 }, '#000000');
    drawText(doc, fonts, { ...within, y: paper.margin + 11, h: 8, text: heading, sizePt: 12, align: 'center', maxLines: 2, leastPt: 7 }, '#000000');
    const top = paper.margin + 24;
    drawRow(doc, fonts, top, said.columns, true);
    const some = rows.slice((page - 1) * rowsPerPage, page * rowsPerPage);
    some.forEach((row, index) => drawRow(doc, fonts, top + (index + 1) * rowMm, cells(row, open, lang), false));
    if (page === pages) drawText(doc, fonts, { ...within, y: top + (some.length + 1) * rowMm + 2, h: 7, text: said.figures(figuresOf(rows)), sizePt: 10, maxLines: 1 }, '#000000');
    drawText(doc, fonts, { ...within, y: paper.h - paper.margin - 5, h: 5, text: said.page(page, pages), sizePt: 8, align: 'center', maxLines: 1 }, '#555555');
  }
  doc.end();
  await finished;
  return new Uint8Array(Buffer.concat(chunks));
}

function drawRow(doc: PDFKit.PDFDocument, fonts: SheetFonts, y: number, texts: readonly string[], bold: boolean): void {
  let x: number = paper.margin;
  widthsMm.forEach((w, index) => {
    const isFigure = index >= 2 && index <= 4;
    const left = index === widthsMm.length - 1 ? gapMm : 1;
    // A long name takes a second line before it is cut.
    drawText(doc, fonts, { x: x + left, y, w: w - left - 1, h: rowMm, text: texts[index] ?? '', sizePt: 9.5, bold, align: isFigure ? 'right' : 'left', maxLines: isFigure ? 1 : 2, leastPt: isFigure ? 5 : 6.5 }, '#000000');
    x += w;
  });
  doc.moveTo(paper.margin * pointsPerMm, (y + rowMm) * pointsPerMm).lineTo(x * pointsPerMm, (y + rowMm) * pointsPerMm).lineWidth(bold ? 0.8 : 0.3).strokeColor(bold ? '#000000' : '#bbbbbb').stroke();
}

function cells({ candidateNo, name, status, score }: ScoreRow, open: ReadonlySet<string>, lang: ReportLanguage): string[] {
  const sum = (isOpen: boolean): string => {
    const own = score?.questions.filter(({ no }) => open.has(no) === isOpen) ?? [];
    return own.length === 0 || own.some(({ points }) => points === null) ? '' : String(own.reduce((total, { points }) => total + (points ?? 0), 0));
  };
  return [candidateNo, name, score === null ? '' : String(score.total), sum(false), sum(true), statusWord(status, lang)];
}

function figuresOf(rows: readonly ScoreRow[]): Figures {
  const totals = rows.flatMap(({ score }) => (score === null ? [] : [score.total]));
  return { n: rows.length, scored: totals.length, mean: (totals.reduce((sum, total) => sum + total, 0) / Math.max(1, totals.length)).toFixed(1), highest: Math.max(...totals), lowest: Math.min(...totals) };
}
