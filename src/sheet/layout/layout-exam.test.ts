import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exam, Question } from '../../exam/exam.ts';
import { layoutSchema, type LayoutBubble } from '../layout.ts';
import { exampleExam, examOf, multiple, numeric, open, questions, single, text, truefalse } from './example-exams.ts';
import { layoutExam, layoutsOf } from './layout-exam.ts';
import { anchorQuietMm, paperSizes, safeMargins } from './paper.ts';
import { planSheet } from './plan.ts';
import { bubbleMm, pitchMm } from './question-blocks.ts';
import type { BoxMm } from './shapes.ts';

const anyQuestion: fc.Arbitrary<(no: number) => Question> = fc.oneof(
  fc.integer({ min: 2, max: 8 }).map(options => (no: number) => single(no, options)),
  fc.integer({ min: 2, max: 8 }).map(options => (no: number) => multiple(no, options)),
  fc.constant(truefalse),
  fc.tuple(fc.integer({ min: 1, max: 8 }), fc.boolean(), fc.boolean()).map(([count, signed, point]) => (no: number) => numeric(no, count, signed, point)),
  fc.tuple(fc.integer({ min: 10, max: 140 }), fc.integer({ min: 6, max: 40 })).map(([w, h]) => (no: number) => text(no, w, h)),
  fc.integer({ min: 10, max: 200 }).map(h => (no: number) => open(no, h)),
);
const runOfQuestions = fc.tuple(anyQuestion, fc.integer({ min: 1, max: 40 })).map(([make, count]) => Array.from({ length: count }, () => make));
const anyExam: fc.Arbitrary<Exam> = fc.record({
  page: fc.constantFrom('A4' as const, 'A3' as const, 'Letter' as const),
  digits: fc.integer({ min: 1, max: 12 }),
  makers: fc.array(fc.oneof(runOfQuestions, anyQuestion.map(make => [make])), { minLength: 1, maxLength: 30 }).map(runs => runs.flat().slice(0, 200)),
}).map(({ page, digits, makers }) => examOf(makers.map((make, i) => make(i + 1)), { page, candidateNumber: { digits } }))
  // An open box a page needs at most as many pages as the page code can name.
  .filter(exam => exam.questions.filter(question => question.type === 'open').length <= 90);

/** Gap between two boxes; negative when they overlap. */
function gap(a: BoxMm, b: BoxMm): number {
  const dx = Math.max(a.x, b.x) - Math.min(a.x + a.w, b.x + b.w);
  const dy = Math.max(a.y, b.y) - Math.min(a.y + a.h, b.y + b.h);
  return Math.max(dx, dy);
}

function closest(boxes: readonly BoxMm[]): number {
  const sorted = [...boxes].sort((a, b) => a.y - b.y);
  let least = Infinity;
  sorted.forEach((box, i) => {
    for (const other of sorted.slice(i + 1)) {
      if (other.y > box.y + box.h + 6) break;
      least = Math.min(least, gap(box, other));
    }
  });
  return least;
}

function itemsOf(bubbles: readonly LayoutBubble[], whose: 'candidate' | 'question'): string[] {
  return bubbles.filter(({ field }) => field.startsWith('candidate:') === (whose === 'candidate')).map(({ field, value }) => `${field} ${value}`).sort();
}

function questionItems(exam: Exam): string[] {
  return exam.questions.flatMap(question => {
    if (question.type === 'open' || question.type === 'text') return [];
    if (question.type === 'numeric') return question.columns.flatMap((values, i) => values.map(value => `${question.no}:${i} ${value}`));
    return question.options.map(value => `${question.no} ${value}`);
  }).sort();
}

function candidateItems(exam: Exam): string[] {
  return Array.from({ length: exam.candidateNumber.digits }, (_, i) => Array.from('0123456789').map(value => `candidate:${i} ${value}`)).flat().sort();
}

function versionOf(exam: Exam): string {
  return layoutExam(exam, { personal: false }).version;
}

describe('a layout of any exam, on any paper', () => {
  const layouts = fc.tuple(anyExam, fc.boolean()).map(([exam, personal]) => ({ exam, personal, layout: layoutExam(exam, { personal }) }));

  it('has every field and value once, and is what its schema says', () => {
    fc.assert(fc.property(layouts, ({ exam, personal, layout }) => {
      expect(layoutSchema.parse(layout)).toEqual(layout);
      expect(itemsOf(layout.pages.flatMap(({ bubbles }) => bubbles), 'question')).toEqual(questionItems(exam));
      for (const { bubbles, regions } of layout.pages) {
        const aloneOnItsPage = regions.some(({ kind, h }) => kind === 'open' && h > 100);
        if (personal) expect(itemsOf(bubbles, 'candidate')).toEqual([]);
        else if (!aloneOnItsPage || bubbles.length > 0) expect(itemsOf(bubbles, 'candidate')).toEqual(candidateItems(exam));
      }
      const boxes = layout.pages.flatMap(({ regions }) => regions.filter(({ kind }) => kind === 'open' || kind === 'text').map(({ field, kind }) => `${kind} ${field}`));
      expect(boxes).toEqual(exam.questions.filter(({ type }) => type === 'open' || type === 'text').map(({ type, no }) => `${type} ${no}`));
      for (const { regions } of layout.pages) expect(regions.filter(({ kind }) => kind === 'code')).toHaveLength(2);
    }), { numRuns: 60 });
  });

  it('lets nothing overlap, and keeps white around anchors and codes', () => {
    fc.assert(fc.property(layouts, ({ layout }) => {
      for (const { bubbles, regions, anchors } of layout.pages) {
        expect(closest([...bubbles, ...regions, ...anchors])).toBeGreaterThan(0.9);
        for (const anchor of anchors) for (const box of [...bubbles, ...regions]) if (Math.abs(box.y - anchor.y) < 300) expect(gap(anchor, box)).toBeGreaterThanOrEqual(anchorQuietMm);
        const codes = regions.filter(({ kind }) => kind === 'code');
        const others = [...bubbles, ...anchors, ...regions.filter(({ kind }) => kind !== 'code')];
        // Four modules of 21 on the symbol's width.
        for (const code of codes) for (const box of others) if (gap(code, box) < (4 / 21) * code.w - 0.01) expect({ code, box }).toBeNull();
      }
    }), { numRuns: 40 });
  });

  it('keeps the ink that is only printed off anchors and codes, too', () => {
    fc.assert(fc.property(fc.tuple(anyExam, fc.boolean()), ([exam, personal]) => {
      for (const { ink, regions, anchors } of planSheet(exam, personal)) {
        const codes = regions.filter(({ kind }) => kind === 'code');
        for (const piece of ink) {
          const box = piece.kind === 'line' ? { x: piece.x1, y: piece.y1, w: piece.x2 - piece.x1, h: piece.y2 - piece.y1 } : piece;
          for (const anchor of anchors) if (gap(anchor, box) < anchorQuietMm) expect({ piece, anchor }).toBeNull();
          for (const code of codes) if (gap(code, box) < (4 / 21) * code.w - 0.01) expect({ piece, code }).toBeNull();
        }
      }
    }), { numRuns: 40 });
  });

  it('stays where a printer that scales by a tenth and shifts by 5 mm still prints it', () => {
    fc.assert(fc.property(layouts, ({ exam, layout }) => {
      const { width, height } = paperSizes[exam.page];
      for (const { bubbles, regions, anchors } of layout.pages) {
        for (const box of [...bubbles, ...regions, ...anchors]) {
          const away = Math.max(Math.abs(box.x - width / 2), Math.abs(box.x + box.w - width / 2)) * 1.1 + 5;
          const down = Math.max(Math.abs(box.y - height / 2), Math.abs(box.y + box.h - height / 2)) * 1.1 + 5;
          if (away > width / 2 || down > height / 2) expect(box).toBeNull();
        }
      }
    }), { numRuns: 40 });
  });

  it('keeps bubbles a pitch apart, so that a mark leaving its bubble stays off the next', () => {
    fc.assert(fc.property(layouts, ({ layout }) => {
      for (const { bubbles } of layout.pages) {
        const sorted = [...bubbles].sort((a, b) => a.y - b.y);
        sorted.forEach((bubble, i) => {
          expect([bubble.w, bubble.h]).toEqual([bubbleMm.w, bubbleMm.h]);
          for (const other of sorted.slice(i + 1)) {
            if (other.y - bubble.y >= pitchMm.y - 0.02) break;
            if (Math.abs(other.x - bubble.x) < pitchMm.x - 0.02) expect({ bubble, other }).toBeNull();
          }
        });
      }
    }), { numRuns: 40 });
  });
});

describe('the layout version', () => {
  it('stays when key, points or title change, and changes when anything moves', () => {
    const rekeyed = { ...exampleExam, title: '另一个名字', questions: exampleExam.questions.map(question => ({ ...question, points: 7.5, ...('keys' in question ? { keys: ['B'] } : {}) })) };
    expect(versionOf(rekeyed)).toBe(versionOf(exampleExam));
    expect(versionOf(examOf([...exampleExam.questions, single(15)]))).not.toBe(versionOf(exampleExam));
    expect(versionOf({ ...exampleExam, candidateNumber: { digits: 9 } })).not.toBe(versionOf(exampleExam));
    const { blank, personal } = layoutsOf(exampleExam);
    expect(blank.version).not.toBe(personal.version);
  });

  it('is the same in every language, so that sheets printed in either are read alike', () => {
    fc.assert(fc.property(fc.tuple(anyExam, fc.boolean()), ([exam, personal]) => {
      expect(layoutExam({ ...exam, language: 'en' }, { personal })).toEqual(layoutExam(exam, { personal }));
    }), { numRuns: 40 });
  });

  it('of the example is the same today as on sheets already printed', () => {
    const { blank, personal } = layoutsOf(exampleExam);
    expect([blank.version, personal.version, blank.pages.length, personal.pages.length]).toMatchInlineSnapshot(`
      [
        "G86JTI",
        "SBUNI1",
        1,
        1,
      ]
    `);
  });
});

describe('the printed page', () => {
  it('is found by a ring at the top left and squares at corners and long edges', () => {
    const [page] = layoutExam(exampleExam, { personal: false }).pages;
    expect(page?.anchors).toEqual([
      { kind: 'ring', x: 14.5, y: 18.5, w: 6, h: 6 }, { kind: 'square', x: 189.5, y: 18.5, w: 6, h: 6 },
      { kind: 'square', x: 14.5, y: 145.5, w: 6, h: 6 }, { kind: 'square', x: 189.5, y: 145.5, w: 6, h: 6 },
      { kind: 'square', x: 14.5, y: 272.5, w: 6, h: 6 }, { kind: 'square', x: 189.5, y: 272.5, w: 6, h: 6 },
    ]);
    expect(safeMargins('A4')).toEqual({ x: 14.5, y: 18.5 });
  });

  it('has anchors at most 150 mm apart on A3', () => {
    const [page] = layoutExam({ ...exampleExam, page: 'A3' }, { personal: false }).pages;
    const top = (page?.anchors ?? []).filter(({ y }) => y === 18.5).map(({ x }) => x);
    expect(top).toEqual([24, 146, 268, 390]);
  });

  it('aligns the five rows of a block, and the columns of the candidate number', () => {
    const bubbles = layoutExam(exampleExam, { personal: false }).pages[0]?.bubbles ?? [];
    const xs = (fields: string[]): number[] => [...new Set(bubbles.filter(({ field }) => fields.includes(field)).map(({ x }) => x))];
    expect(xs(['1', '2', '3', '4', '5', '6', '10'])).toHaveLength(4);
    expect(xs(['candidate:0'])).toHaveLength(1);
  });

  it('has no number grid and says who it is for on personal sheets, page by page', () => {
    const { pages } = layoutExam(examOf(questions(1, 6, no => open(no, 150))), { personal: true });
    expect(pages.length).toBeGreaterThan(3);
    for (const { bubbles, regions } of pages) {
      expect(bubbles).toEqual([]);
      expect(regions.filter(({ field }) => field === 'candidate')).toHaveLength(1);
    }
  });

  it('has room for name, class and candidate number on every page of a sheet that anybody may use', () => {
    const exam = examOf(questions(1, 6, no => open(no, 100)));
    for (const { regions, bubbles } of layoutExam(exam, { personal: false }).pages) {
      expect(regions.filter(({ field }) => field === 'name' || field === 'class')).toHaveLength(2);
      expect(itemsOf(bubbles, 'candidate')).toEqual(candidateItems(exam));
    }
  });

  it('gives a box as high as a page a page without the number grid, and room for a name', () => {
    const { pages } = layoutExam(examOf(questions(1, 2, no => open(no, 200))), { personal: false });
    const [, second] = pages;
    expect(second?.bubbles).toEqual([]);
    expect(second?.regions.filter(({ field }) => field === 'name' || field === 'class')).toHaveLength(2);
  });
});

describe('a question that fits on no page', () => {
  it('is refused by its number when its box is too high', () => {
    expect(() => layoutExam(examOf([single(1), open(2, 240)]), { personal: false })).toThrow(expect.objectContaining({ code: 'exam-invalid', about: '2' }));
  });

  it('is refused by its number when its box is too wide', () => {
    expect(() => layoutExam(examOf([text(1), text(2, 180)]), { personal: false })).toThrow(expect.objectContaining({ code: 'exam-invalid', about: '2' }));
  });

  it('is refused when the sheet would have more pages than a page code can name', () => {
    expect(() => layoutExam(examOf(questions(1, 120, no => open(no, 200))), { personal: false })).toThrow(expect.objectContaining({ code: 'exam-invalid' }));
  });
});
