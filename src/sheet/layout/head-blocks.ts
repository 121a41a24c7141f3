/** What stands above the questions: who the candidate is, how to fill in the sheet, and on every page title and page number. */
import type { Exam } from '../../exam/exam.ts';
import type { LayoutRegion } from '../layout.ts';
import type { PageFrame } from './paper.ts';
import { digitBoxMm, digitGrid } from './question-blocks.ts';
import { hundredths, joined, type Block, type Ink, type PlannedPage } from './shapes.ts';
import type { SheetWords } from './sheet-words.ts';

const digits = Array.from('0123456789');

/** Name and class to be written in, one row each; `labelMm` wide labels. */
function writeInRows(w: number, rowMm: number, words: SheetWords): Block {
  const labelMm = 16;
  const rows = (['name', 'class'] as const).map((field) => ({ field, label: words.label[field] }));
  const ink: Ink[] = [{ kind: 'frame', x: 0, y: 0, w, h: rowMm * rows.length, widthMm: 0.35 }, { kind: 'line', x1: labelMm, y1: 0, x2: labelMm, y2: rowMm * rows.length, widthMm: 0.2 }];
  const regions: LayoutRegion[] = [];
  rows.forEach(({ field, label }, i) => {
    if (i > 0) ink.push({ kind: 'line', x1: 0, y1: i * rowMm, x2: w, y2: i * rowMm, widthMm: 0.2 });
    ink.push({ kind: 'text', text: label, sizePt: 10.5, x: 1, y: i * rowMm, w: labelMm - 2, h: rowMm, align: 'center', maxLines: 1 });
    regions.push({ field, kind: 'header', x: labelMm + 0.5, y: i * rowMm + 0.5, w: w - labelMm - 1, h: rowMm - 1 });
  });
  return { w, h: rowMm * rows.length, bubbles: [], regions, ink };
}

/** A heading, the rules, and pictures of a right mark and of wrong ones. */
function instructions(w: number, h: number, rules: readonly string[], sizePt: number, words: SheetWords): Block {
  const ink: Ink[] = [{ kind: 'frame', x: 0, y: 0, w, h, widthMm: 0.35 }];
  const samplesMm = 8;
  ink.push({ kind: 'text', text: words.instructions, sizePt: 9, bold: true, x: 3, y: 1.2, w: w - 6, h: 5, align: 'center', maxLines: 1 });
  ink.push({ kind: 'text', text: rules.map((rule, i) => words.rule(i + 1, rule)).join('\n'), sizePt, leading: words.ruleLeading, x: 3.5, y: 6.6, w: w - 7, h: h - samplesMm - 7.6 });
  const y = h - samplesMm;
  ink.push({ kind: 'line', x1: 0, y1: y, x2: w, y2: y, widthMm: 0.2, grey: 0.3 });
  const sample = { y: y + (samplesMm - 3.4) / 2, w: 5, h: 3.4 };
  const wrong = (['tick', 'cross', 'dot', 'ring'] as const).slice(0, w < 80 ? 3 : 4);
  const used = 15 + 5 + 5 + 15 + wrong.length * 7 - 2;
  let x = (w - used) / 2;
  ink.push({ kind: 'text', text: words.right, sizePt: 8.5, x, y, w: 15, h: samplesMm, maxLines: 1 });
  x += 15;
  ink.push({ kind: 'sample', mark: 'filled', x, ...sample });
  x += 10;
  ink.push({ kind: 'text', text: words.wrong, sizePt: 8.5, x, y, w: 15, h: samplesMm, maxLines: 1 });
  x += 15;
  for (const mark of wrong) {
    ink.push({ kind: 'sample', mark, x, ...sample });
    x += 7;
  }
  return { w, h, bubbles: [], regions: [], ink };
}

/** Name, class, instructions and the candidate number grid: the top of each page of a sheet that anybody may use. */
export function blankHead(exam: Exam, w: number, words: SheetWords): Block {
  const grid = digitGrid(Array.from({ length: exam.candidateNumber.digits }, () => digits), i => `candidate:${i}`);
  const titleMm = 6.5, padMm = 2;
  const gridW = Math.max(grid.w + 2 * padMm, 44);
  const h = titleMm + grid.h + 2.4;
  const gridX = w - gridW;
  const gridInset = (gridW - grid.w) / 2;
  const box: Block = {
    w: gridW, h, bubbles: [],
    regions: [{ field: 'candidate', kind: 'header', x: gridInset, y: titleMm, w: grid.w, h: digitBoxMm }],
    ink: [
      { kind: 'frame', x: 0, y: 0, w: gridW, h, widthMm: 0.35 },
      { kind: 'text', text: words.numberGrid, sizePt: 10.5, bold: true, x: 1, y: 0.2, w: gridW - 2, h: titleMm - 0.4, align: 'center', maxLines: 1 },
    ],
  };
  const leftW = gridX - 4;
  const rows = writeInRows(leftW, 12, words);
  const rules = instructions(leftW, h - rows.h - 3, words.blankRules, 9, words);
  return joined(w, h, [
    { block: rows, x: 0, y: 0 }, { block: rules, x: 0, y: rows.h + 3 },
    { block: box, x: gridX, y: 0 }, { block: grid, x: gridX + gridInset, y: titleMm },
  ]);
}

/** Number, name and class of one candidate in large print, and the instructions: the top of page 1 of a personal sheet. */
export function personalHead(w: number, words: SheetWords): Block {
  const h = 40, personW = Math.round(w * 0.46), labelMm = 16, rowMm = h / 3;
  const rows = [{ what: 'candidateNo', sizePt: 18 }, { what: 'name', sizePt: 16 }, { what: 'class', sizePt: 14 }] as const;
  const ink: Ink[] = [{ kind: 'frame', x: 0, y: 0, w: personW, h, widthMm: 0.35 }, { kind: 'line', x1: labelMm, y1: 0, x2: labelMm, y2: h, widthMm: 0.2 }];
  rows.forEach(({ what, sizePt }, i) => {
    const y = i * rowMm;
    if (i > 0) ink.push({ kind: 'line', x1: 0, y1: y, x2: personW, y2: y, widthMm: 0.2 });
    ink.push({ kind: 'text', text: words.label[what], sizePt: 10.5, x: 1, y, w: labelMm - 2, h: rowMm, align: 'center', maxLines: 1 });
    ink.push({ kind: 'person', what, sizePt, bold: true, x: labelMm + 2, y: y + 0.5, w: personW - labelMm - 4, h: rowMm - 1 });
  });
  const person: Block = { w: personW, h, bubbles: [], regions: [{ field: 'candidate', kind: 'header', x: 0, y: 0, w: personW, h }], ink };
  const rules = instructions(w - personW - 4, h, words.personalRules, 8.5, words);
  return joined(w, h, [{ block: person, x: 0, y: 0 }, { block: rules, x: personW + 4, y: 0 }]);
}

/** Title, page number, and the name where the page has no whole head: they need the number of pages, so they come last. */
export function printHeadAndFoot(page: PlannedPage, frame: PageFrame, { exam, personal, pageCount, words }: { readonly exam: Exam; readonly personal: boolean; readonly pageCount: number; readonly words: SheetWords }): void {
  const { head, foot } = frame;
  const lineY = head.y + 10.6, lineH = head.h - 10.6;
  page.ink.push({ kind: 'text', text: exam.title, sizePt: 16, bold: true, x: head.x, y: head.y - 0.5, w: head.w, h: 10.6, align: 'center', maxLines: 3 });
  const hasWholeHead = page.page === 1 || page.bubbles.some(({ field }) => field.startsWith('candidate:'));
  if (hasWholeHead) {
    page.ink.push({ kind: 'text', text: words.subtitle(exam.subject), sizePt: 11, x: head.x, y: lineY, w: head.w, h: lineH, align: 'center', maxLines: 1 });
  } else if (personal) {
    const third = head.w / 3;
    page.ink.push({ kind: 'person', what: 'candidateNo', sizePt: 11, bold: true, align: 'center', x: head.x, y: lineY, w: third - 2, h: lineH });
    page.ink.push({ kind: 'person', what: 'name', sizePt: 11, bold: true, align: 'center', x: head.x + third, y: lineY, w: third - 2, h: lineH });
    page.ink.push({ kind: 'person', what: 'class', sizePt: 11, align: 'center', x: head.x + 2 * third, y: lineY, w: third - 2, h: lineH });
    page.regions.push({ field: 'candidate', kind: 'header', x: hundredths(head.x), y: hundredths(lineY), w: hundredths(head.w), h: hundredths(lineH) });
  } else {
    const half = (head.w - 4) / 2, labelMm = 11;
    ([{ field: 'name', x: head.x }, { field: 'class', x: head.x + half + 4 }] as const).forEach(({ field, x }) => {
      page.ink.push({ kind: 'text', text: words.shortLabel[field], sizePt: 10, x, y: lineY, w: labelMm, h: lineH, maxLines: 1 });
      page.ink.push({ kind: 'line', x1: x + labelMm, y1: lineY + lineH, x2: x + half, y2: lineY + lineH, widthMm: 0.25 });
      page.regions.push({ field, kind: 'header', x: hundredths(x + labelMm), y: hundredths(lineY - 0.4), w: hundredths(half - labelMm), h: hundredths(lineH) });
    });
  }
  page.ink.push({ kind: 'text', text: words.reminder, sizePt: 8, x: foot.x, y: foot.y + 2, w: foot.w, h: 5, align: 'center', grey: 0.2, maxLines: 1 });
  page.ink.push({ kind: 'text', text: words.pageOf(page.page, pageCount), sizePt: 9, x: foot.x, y: foot.y + 7.4, w: foot.w, h: 5, align: 'center', maxLines: 1 });
}
