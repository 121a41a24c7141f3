/** The sentence that says what was not done, for each change that screens make. */
import type { RouteName } from '../../contract/routes.ts';
import { type NewNotice, notices, type NoticeText } from './notices.ts';
import type { RequestProblem } from './problem.ts';

const texts: Partial<Record<RouteName, NoticeText>> = {
  resolveException: 'notice.not-done.resolveException', reopenException: 'notice.not-done.reopenException', correctItem: 'notice.not-done.correctItem', changeExam: 'notice.not-done.changeExam',
  openLan: 'notice.not-done.openLan', closeLan: 'notice.not-done.closeLan', createPairing: 'notice.not-done.createPairing', voidPairing: 'notice.not-done.voidPairing', revokeDevice: 'notice.not-done.revokeDevice', changeDevice: 'notice.not-done.changeDevice', endSession: 'notice.not-done.endSession',
};

export function notDone(route: RouteName, problem: RequestProblem): NewNotice {
  return { tone: 'trouble', text: texts[route] ?? 'notice.not-done', problem };
}

/** The route was asked again, and did it: its earlier trouble is over. */
export const doneNow = (route: RouteName) => notices.actions.succeeded(texts[route] ?? 'notice.not-done');
