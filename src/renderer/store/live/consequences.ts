/** Which cached answers an event makes old, where it does not say enough to change them itself. */
import type { EventType } from '../../../contract/events.ts';
import type { Tag } from '../api.ts';

/** Everything that is kept of one exam. */
const wholeExam = ['Exam', 'Roster', 'Batches', 'Pages', 'Exceptions', 'Scores', 'Statistics', 'Reports', 'Publications', 'Watch'] as const satisfies readonly Tag[];

/** Of the exam that the event is about, else of the station. What `apply-news.ts` patches stands here only where a patch may be missing something. */
export const consequences: Readonly<Record<EventType, readonly Tag[]>> = {
  'exam.created': ['Exams'], 'exam.updated': ['Exams', 'Exam', 'Scores', 'Statistics'], 'exam.deleted': ['Exams', ...wholeExam], 'exam.restored': ['Exams', ...wholeExam], 'backup.written': [], 'settings.changed': ['Settings'], 'exam.published': ['Exams', 'Exam', 'Publications'], 'exam.unpublished': ['Exams', 'Exam', 'Publications'], 'exam.rescored': ['Scores', 'Statistics'], 'roster.imported': ['Exams', 'Exam', 'Roster', 'Exceptions', 'Scores'],
  // The last figures may have overtaken an answer on its way: at the end of a batch everything is looked at once more.
  'batch.started': ['Batches', 'Exceptions', 'Scores', 'Statistics'], 'batch.completed': ['Batches', 'Exams', 'Exam', 'Exceptions', 'Scores', 'Statistics'], 'batch.cancelled': ['Batches', 'Exceptions'], 'batch.cut-short': ['Batches', 'Exceptions', 'Scores'],
  'quality.alarm': ['Batches'], 'quality.cleared': ['Batches'], 'watch.started': ['Batches', 'Watch'], 'watch.stopped': ['Batches', 'Watch'], 'watch.failed': ['Watch'], 'watch.resumed': ['Watch'],
  'page.received': ['Pages'], 'ocr.started': [], 'ocr.completed': [], 'ocr.failed': [],
  'grading.started': [], 'grading.completed': ['Scores', 'Statistics'], 'grading.failed': ['Scores'], 'grading.reviewed': [], 'correction.withdrawn': [],
  'exception.raised': ['Exceptions'], 'exception.resolved': [],
  'report.written': ['Reports'],
  'dead-letter.retried': ['DeadLetters', 'Status'], 'dead-letter.discarded': ['DeadLetters', 'Status'],
  'task.cancelled': ['Tasks'], 'task.retried': ['Tasks'], 'work.paused': ['Tasks', 'Status'], 'work.resumed': ['Tasks', 'Status'],
  'template.created': ['Templates'], 'template.changed': ['Templates'], 'template.deleted': ['Templates'],
  'pairing.created': ['Pairings'], 'pairing.voided': ['Pairings'], 'pairing.locked': ['Pairings'], 'device.paired': ['Devices', 'Pairings'], 'device.changed': ['Devices', 'Session'], 'device.revoked': ['Devices'], 'lan.opened': ['Lan'], 'lan.closed': ['Lan'],
  'system.health_check': [],
};

/** Lists that are one for the whole station. */
export const wholeStation: ReadonlySet<Tag> = new Set<Tag>(['Exams', 'Settings', 'Tasks', 'Status', 'DeadLetters', 'Audit', 'Templates', 'Devices', 'Pairings', 'Lan', 'Session']);

export function consequencesOf(type: string): readonly Tag[] {
  return Object.entries(consequences).find(([name]) => name === type)?.[1] ?? [];
}
