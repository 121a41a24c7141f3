/** From an exam to the layout of its sheets: pure, and the same for the same exam. */
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { Exam } from '../../exam/exam.ts';
import type { Layout } from '../layout.ts';
import { tag } from '../page-code.ts';
import { foreignLayout } from './foreign-layout.ts';
import { planSheet } from './plan.ts';
import type { PlannedPage } from './shapes.ts';

/** The layout of planned pages; its `version` depends on nothing but where things are. */
export function layoutOfPages(exam: Exam, personal: boolean, planned: readonly PlannedPage[]): Layout {
  const pages = planned.map(({ page, width, height, bubbles, regions, anchors }) => ({ page, width, height, bubbles, regions, anchors }));
  return { version: tag(JSON.stringify(pages)), unit: 'mm', exam: exam.id, personal, pages };
}

/**
 * Where everything is on the pages of one sheet, in millimetres; key, points and titles do not change it.
 * `personal`: for sheets printed for one candidate each, without a candidate number grid.
 * Throws `exam-invalid`, naming the question, when one does not fit on an empty page; also where somebody else prints the sheets.
 */
export function layoutExam(exam: Exam, options: { readonly personal: boolean }): Layout {
  if (exam.template !== undefined) throw ZhiyueError.of('exam-invalid', [fault('exam-printed-elsewhere')], { about: exam.id });
  return layoutOfPages(exam, options.personal, planSheet(exam, options.personal));
}

/** Both layouts in which sheets of this exam can have been printed; one and the same where somebody else prints them. Throws `exam-invalid`, naming the question. */
export function layoutsOf(exam: Exam): { readonly blank: Layout; readonly personal: Layout } {
  if (exam.template !== undefined) {
    const blank = foreignLayout(exam, exam.template);
    return { blank, personal: blank };
  }
  return { blank: layoutExam(exam, { personal: false }), personal: layoutExam(exam, { personal: true }) };
}
