/** Who may do what: roles, permissions, and the person or device behind a request. */
import { z } from 'zod';

export const roles = ['operator', 'leader', 'marker', 'viewer', 'worker'] as const;
export const roleSchema = z.enum(roles).describe('`operator`: everything; `leader`: settles exceptions and sees scores of his exams; `marker`: marks open answers without seeing whose they are; `viewer`: sees scores; `worker`: a machine that reads pages, no person.');
export type Role = z.infer<typeof roleSchema>;

/** What a request needs; `docs/lan-api.md` shows which role has what. */
export const permissions = {
  'exams.read': 'See exams: questions, key, rules.',
  'exams.change': 'Enter, change and delete exams.',
  'roster.read': 'See who is on the roster.',
  'pages.read': 'See scanned pages and what was read off them.',
  'pages.add': 'Put scans in.',
  'pages.process': 'Read pages for the station, as another machine.',
  'exceptions.read': 'See what waits for a person.',
  'exceptions.settle': 'Correct what was read, and settle exceptions.',
  'scores.read': 'See scores, statistics and result files.',
  'tasks.read': 'See what the station is working on.',
  'tasks.change': 'Cancel, retry, pause and resume work.',
  'events.read': 'Read the event log.',
  'system.read': 'See the state of the station.',
  'access.change': 'Open the LAN, pair and revoke devices.',
} as const;
export type Permission = keyof typeof permissions;

const everything = Object.keys(permissions).filter((name): name is Permission => name in permissions);

/** A marker sees no candidate: the roster, pages and scores stay hidden, so that marking is blind. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  operator: everything,
  leader: ['exams.read', 'roster.read', 'pages.read', 'exceptions.read', 'exceptions.settle', 'scores.read', 'events.read'],
  marker: ['exams.read'],
  viewer: ['exams.read', 'roster.read', 'scores.read'],
  worker: ['pages.process'],
};

export const examScopeSchema = z.union([z.literal('all'), z.array(z.string().min(1)).max(1000)]).describe('`all`, or the ids of the exams that are open to this device.');

export const principalSchema = z.strictObject({
  id: z.string().describe('`operator` for the window, `device:<id>` for a paired device; stands in events as their actor.'),
  name: z.string(),
  role: roleSchema,
  exams: examScopeSchema,
  local: z.boolean().describe('True for the window and for whoever holds the station\'s own secret on its machine.'),
});
export type Principal = z.infer<typeof principalSchema>;

/** The person at the station's own window. */
export const localOperator: Principal = { id: 'operator', name: 'operator', role: 'operator', exams: 'all', local: true };

/** Whether the role has the permission, and the exam (null: none, the station as a whole) is within the scope. Nothing about the station as a whole is open to somebody with some exams only. */
export function mayDo(principal: Pick<Principal, 'role' | 'exams'>, permission: Permission, examId: string | null): boolean {
  return rolePermissions[principal.role].includes(permission) && (examId === null ? principal.exams === 'all' : seesExam(principal, examId));
}

export function seesExam({ exams }: Pick<Principal, 'exams'>, examId: string): boolean {
  return exams === 'all' || exams.includes(examId);
}
