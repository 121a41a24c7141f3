/** Plans every page of a sheet: what is read there, and what is only printed. The layout file is one half of it, the PDF all of it. */
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { Exam } from '../../exam/exam.ts';
import { balanceColumns, fillColumns, spread, type Stackable } from './columns.ts';
import { blankHead, personalHead, printHeadAndFoot } from './head-blocks.ts';
import { pageAnchors, pageFrame, type PageFrame } from './paper.ts';
import { openBlock } from './question-blocks.ts';
import { sectionBlocks, sectionHeading, sectionsOf, type Section } from './sections.ts';
import { hundredths, place, type Block, type BoxMm, type PlannedPage } from './shapes.ts';
import { sheetWords, type SheetWords } from './sheet-words.ts';

const headingMm = 6.6;
const afterSectionMm = 3.6;
const padMm = { x: 4, y: 3.4 } as const;
/** The page code has two digits for the page. */
const mostPages = 99;

/** Where the next thing goes: a column of a page, filled from the top. A blank sheet has its head on every page, for a page without a candidate number belongs to nobody. */
class Cursor {
  readonly pages: PlannedPage[] = [];
  readonly #frame: PageFrame;
  readonly #headOf: (page: number) => Block | null;
  #column = 0;
  #top = 0;
  /** The page gave up its head for one box; nothing else may stand on it. */
  #taken = false;
  y = 0;

  constructor(frame: PageFrame, headOf: (page: number) => Block | null) {
    this.#frame = frame;
    this.#headOf = headOf;
    this.#openPage(true);
  }

  get page(): PlannedPage {
    const page = this.pages.at(-1);
    if (!page) throw new ZhiyueError('internal', 'A sheet without pages.');
    return page;
  }

  get column(): BoxMm {
    const column = this.#frame.columns[this.#column];
    if (!column) throw new ZhiyueError('internal', 'A page without columns.');
    return column;
  }

  get roomMm(): number { return this.#taken && !this.fresh ? 0 : this.column.y + this.column.h - this.y; }
  /** Nothing stands here yet, and a further column would have as much room. Page 1 may have a taller head than the others. */
  get fresh(): boolean { return this.y === this.#top && this.pages.length > 1; }

  nextColumn(): void {
    if (!this.#taken && this.#column + 1 < this.#frame.columns.length) {
      this.#column += 1;
      this.#top = this.column.y;
      this.y = this.#top;
    } else this.#openPage(true);
  }

  /** For a box that fits under no head: a further column, or else the page without its head; only for a page on which nothing stands yet. */
  growRoom(): void {
    if (this.#column > 0) return;
    if (this.#frame.columns.length > 1) return this.nextColumn();
    this.pages.pop();
    this.#openPage(false);
    this.#taken = true;
  }

  #openPage(withHead: boolean): void {
    const { paper, width, height, codes } = this.#frame;
    const rounded = codes.map(code => ({ x: hundredths(code.x), y: hundredths(code.y), w: code.w, h: code.h }));
    this.pages.push({
      page: this.pages.length + 1, width, height, bubbles: [], anchors: pageAnchors(paper), ink: [],
      regions: rounded.map(code => ({ field: 'code', kind: 'code' as const, ...code })),
    });
    this.#column = 0;
    this.#taken = false;
    this.#top = this.column.y;
    const head = withHead ? this.#headOf(this.pages.length) : null;
    if (head) {
      place(this.page, head, this.column.x, this.column.y);
      this.#top += head.h + afterSectionMm;
    }
    this.y = this.#top;
  }
}

function tooLarge(no: string, roomMm: number, side: 'high' | 'wide'): ZhiyueError {
  return ZhiyueError.of('exam-invalid', [fault(side === 'high' ? 'exam-question-high' : 'exam-question-wide', { no, mm: Math.floor(roomMm) })], { about: no });
}

function printHeading(cursor: Cursor, text: string): void {
  cursor.page.ink.push({ kind: 'text', text, sizePt: 11, bold: true, x: cursor.column.x, y: cursor.y, w: cursor.column.w, h: headingMm - 1, maxLines: 1 });
  cursor.y += headingMm;
}

function flowStacked(cursor: Cursor, section: Exclude<Section, { kind: 'open' }>, heading: string, words: SheetWords): void {
  let blocks: readonly Stackable[] = sectionBlocks(section, words);
  const gaps = section.kind === 'text' ? { gapX: 6, gapY: 4 } : { gapX: 5, gapY: 4 };
  let title: string | null = heading;
  while (blocks.length > 0) {
    const titleMm = title === null ? 0 : headingMm;
    const roomIn = (h: number) => ({ w: cursor.column.w - 2 * padMm.x, h: h - titleMm - 2 * padMm.y, ...gaps });
    const here = balanceColumns(blocks, roomIn(cursor.roomMm));
    const partial = here.placed < blocks.length;
    // A few rows at the foot of a column look lost: rather start afresh, if that holds more.
    if (partial && !cursor.fresh && (here.placed === 0 || cursor.roomMm < cursor.column.h / 3) && fillColumns(blocks, roomIn(cursor.column.h)).placed > here.placed) {
      cursor.nextColumn();
      continue;
    }
    if (here.placed === 0) {
      const no = section.questions[section.questions.length - blocks.length]?.no ?? section.questions[0]?.no ?? '';
      throw tooLarge(no, roomIn(cursor.column.h).w, 'wide');
    }
    if (title !== null) printHeading(cursor, title);
    title = null;
    const { column } = cursor;
    const height = Math.max(...here.columns.map(({ h }) => h)) + 2 * padMm.y;
    cursor.page.ink.push({ kind: 'frame', x: column.x, y: cursor.y, w: column.w, h: height, widthMm: 0.35 });
    const lefts = spread(here.columns, column.w - 2 * padMm.x, section.kind === 'text' ? 6 : 14);
    here.columns.forEach(({ blocks: stack }, i) => {
      let y = cursor.y + padMm.y;
      for (const block of stack) {
        place(cursor.page, block, column.x + padMm.x + (lefts[i] ?? 0), y);
        y += block.h + gaps.gapY;
      }
    });
    cursor.y += height + afterSectionMm;
    blocks = blocks.slice(here.placed);
    if (blocks.length > 0) cursor.nextColumn();
  }
}

function flowOpen(cursor: Cursor, section: Extract<Section, { kind: 'open' }>, heading: string, words: SheetWords): void {
  let title: string | null = heading;
  for (const question of section.questions) {
    const block = openBlock(question, cursor.column.w, words);
    const titleMm = title === null ? 0 : headingMm;
    if (cursor.roomMm < titleMm + block.h && !cursor.fresh) cursor.nextColumn();
    if (cursor.fresh && cursor.roomMm < block.h) cursor.growRoom();
    // A box as high as the page leaves no room for a heading: it can do without.
    if (cursor.roomMm < titleMm + block.h) title = null;
    if (cursor.roomMm < block.h) throw tooLarge(question.no, cursor.column.h, 'high');
    if (title !== null) printHeading(cursor, title);
    title = null;
    place(cursor.page, block, cursor.column.x, cursor.y);
    cursor.y += block.h + 3;
  }
  cursor.y += afterSectionMm - 3;
}

/**
 * The pages of one sheet of the exam; `personal` sheets are printed for one candidate each and have no number grid.
 * Throws `exam-invalid`, naming the question, when one does not fit on an empty page.
 */
export function planSheet(exam: Exam, personal: boolean): PlannedPage[] {
  const frame = pageFrame(exam.page);
  const [firstColumn] = frame.columns;
  if (!firstColumn) throw new ZhiyueError('internal', 'A page without columns.');
  const words = sheetWords(exam);
  const head = personal ? personalHead(firstColumn.w, words) : blankHead(exam, firstColumn.w, words);
  const cursor = new Cursor(frame, page => (personal && page > 1 ? null : head));
  sectionsOf(exam).forEach((section, index) => {
    const heading = sectionHeading(section, index, words);
    if (section.kind === 'open') flowOpen(cursor, section, heading, words);
    else flowStacked(cursor, section, heading, words);
  });
  const { pages } = cursor;
  if (pages.length > mostPages) throw ZhiyueError.of('exam-invalid', [fault('exam-pages', { pages: pages.length, most: mostPages })], { about: exam.id });
  for (const page of pages) printHeadAndFoot(page, frame, { exam, personal, pageCount: pages.length, words });
  return pages;
}
