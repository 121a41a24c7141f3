/** What a device is to be let do, while somebody chooses it. */
import type { Principal, Role } from '../../../contract/access.ts';

export interface Rights {
  readonly role: Role;
  /** Only the chosen exams. What was chosen stays while somebody looks at `all`. */
  readonly some: boolean;
  readonly chosen: readonly string[];
}

export const rightsOf = ({ role, exams }: Pick<Principal, 'role' | 'exams'>): Rights => ({ role, some: exams !== 'all', chosen: exams === 'all' ? [] : exams });

/** An operator always has all exams. */
const scoped = ({ role, some }: Rights): boolean => some && role !== 'operator';

export const examsOf = (rights: Rights): 'all' | string[] => (scoped(rights) ? [...rights.chosen] : 'all');

/** A device without any exam would see nothing, and nobody would know why. */
export const complete = (rights: Rights): boolean => !scoped(rights) || rights.chosen.length > 0;

/** What has to be said to get from one to the other: only what differs. */
export function changed(from: Rights, to: Rights): { role?: Role; exams?: 'all' | string[] } {
  const [had, wants] = [examsOf(from), examsOf(to)];
  const same = had === 'all' || wants === 'all' ? had === wants : had.toSorted().join(' ') === wants.toSorted().join(' ');
  return { ...(from.role === to.role ? {} : { role: to.role }), ...(same ? {} : { exams: wants }) };
}
