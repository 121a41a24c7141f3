import type { RequestProblem } from '../../store/problem.ts';

/** What the station calls a file that it was sent without a name. */
const ownName = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A problem about a file that somebody chose, by the name they know it by. */
export function aboutFile(problem: RequestProblem, name: string): RequestProblem {
  return { ...problem, about: problem.about === null ? null : problem.about.replaceAll(ownName, () => name), detail: problem.detail.replaceAll(ownName, () => name) };
}
