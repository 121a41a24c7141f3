/** From an exam to the layout of its sheets: pure, and the same for the same exam. */
import type { Exam } from '../../exam/exam.ts';
import type { Layout } from '../layout.ts';
import { tag } from '../page-code.ts';
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
 * Throws `exam-invalid`, naming the question, when one does not fit on an empty page.
 */
export function layoutExam(exam: Exam, options: { readonly personal: boolean }): Layout {
  return layoutOfPages(exam, options.personal, planSheet(exam, options.personal));
}

/** Both layouts in which sheets of this exam can have been printed. */
export function layoutsOf(exam: Exam): { readonly blank: Layout; readonly personal: Layout } {
  return { blank: layoutExam(exam, { personal: false }), personal: layoutExam(exam, { personal: true }) };
}
