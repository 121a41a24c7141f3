/** Exams: entered, changed, looked at, deleted. */
import { seesExam } from '../../../contract/access.ts';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { ExamChanges } from '../../../contract/routes/exams.ts';
import { notThere } from '../../../contract/not-there.ts';
import { applyChanges } from '../../../exam/apply-changes.ts';
import { parseExam } from '../../../exam/exam-file.ts';
import { toExamFile } from '../../../exam/to-exam-file.ts';
import type { Exam, Question } from '../../../exam/exam.ts';
import type { ScoreChange } from '../../../exam/rescore.ts';
import { deleteExam } from '../../exam-deletion.ts';
import { changesBetween, enterAndRescore, refuseStale } from '../../exam-entry.ts';
import type { Db } from '../../store/database.ts';
import { candidatesOf, type ExamHead, examHead, examHeads, findExam, setArchived, type StoredExam } from '../../store/exams.ts';
import { standingPublication } from '../../store/publications.ts';
import type { ExamChange, Progress } from '../../station-api.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { earlierChange } from './earlier-change.ts';
import { shownPublication } from './shown-publication.ts';
import { withNamedTemplate } from './named-template.ts';

type ExamRoutes = 'listExams' | 'createExam' | 'duplicateExam' | 'getExam' | 'replaceExam' | 'changeExam' | 'previewExamChange' | 'deleteExam';

export const examHandlers = ({ store, waiting, views, station }: GatewayParts): Handlers<ExamRoutes> => ({
  async listExams({ principal, query: { archived } }) {
    const seen = examHeads(store.db).filter((head) => seesExam(principal, head.examId) && (archived === undefined || head.archived === archived));
    return { exams: seen.map((head) => summary(head, station.progress(head.examId))) };
  },

  async createExam({ body, principal }) {
    return answered(await enterAndRescore({ store, waiting }, parseExam(withNamedTemplate(store.db, body)), null, { actor: principal.id, expects: 'new' }));
  },

  async duplicateExam({ params: { examId }, body: { id, title, roster }, principal, earlier }) {
    if (earlier) return answered(await earlierChange({ store, waiting }, id, earlier));
    const { exam, hasRoster } = examOrRefuse(store.db, examId);
    if (findExam(store.db, id)) throw new ZhiyueError('exam-exists', `There is an exam ${id} in this station: choose another id.`, { about: id });
    const copy = parseExam({ ...toExamFile(exam), id, title });
    return answered(await enterAndRescore({ store, waiting }, copy, roster && hasRoster ? candidatesOf(store.db, examId) : null, { actor: principal.id, expects: 'new' }));
  },

  async getExam({ params: { examId } }) {
    const head = examHead(store.db, examId);
    const { exam, layouts } = examOrRefuse(store.db, examId);
    if (!head) throw unknownExam(examId);
    const publication = standingPublication(store.db, examId);
    return {
      ...summary(head, station.progress(examId)),
      publication: publication === null ? null : shownPublication(publication),
      page: exam.page, language: exam.language ?? 'zh-CN', candidateDigits: exam.candidateNumber.digits, layoutVersions: [...new Set(layouts.map((layout) => layout.version))], pagesPerSheet: layouts[0]?.pages.length ?? 0,
      full: exam.questions.reduce((sum, question) => sum + (question.bonus ? 0 : question.points), 0), everything: exam.questions.map(shown),
    };
  },

  async replaceExam({ params: { examId }, query: { revision }, body, principal, earlier }) {
    if (earlier) return answered(await earlierChange({ store, waiting }, examId, earlier));
    const known = examOrRefuse(store.db, examId);
    const exam = parseExam(withNamedTemplate(store.db, body));
    if (exam.id !== examId) throw ZhiyueError.of('exam-invalid', [{ code: 'exam-id-other', values: { id: exam.id, exam: examId }, where: { path: 'id' } }], { about: 'id' });
    // An exam that is deleted meanwhile is not made anew.
    return answered(await enterAndRescore({ store, waiting }, exam, null, { actor: principal.id, expects: revision ?? known.revision }));
  },

  async changeExam({ params: { examId }, body, principal, earlier }) {
    const change = earlier
      ? await earlierChange({ store, waiting }, examId, earlier)
      : await enterAndRescore({ store, waiting }, changed(store.db, examId, body).exam, null, { actor: principal.id, expects: body.revision });
    const { archived } = body;
    if (archived === undefined) return answered(change);
    const moved = await store.write((tx) => {
      if (!setArchived(tx, examId, archived)) return false;
      tx.append({ type: 'exam.updated', examId, actor: principal.id, payload: { revision: change.revision, changed: ['archived'] } });
      return true;
    });
    return answered({ ...change, kind: moved ? 'updated' : change.kind });
  },

  async previewExamChange({ params: { examId }, body }) {
    const { exam, known } = changed(store.db, examId, body);
    const changes = changesBetween(known.exam, exam);
    const { moved, sheets } = await views.preview(examId, exam);
    // What is not scored anew does not move.
    return { changed: changes, moved: changes.includes('key') || changes.includes('rules') ? moved.map(plain) : [], sheets };
  },

  async deleteExam({ params: { examId }, query: { revision }, principal, earlier }) {
    if (earlier && !findExam(store.db, examId)) return undefined;
    await deleteExam(store, examId, { revision, actor: principal.id });
    return undefined;
  },
});

/** Throws ZhiyueError not-found. */
export function examOrRefuse(db: Db, examId: string): StoredExam {
  const stored = findExam(db, examId);
  if (!stored) throw unknownExam(examId);
  return stored;
}

function unknownExam(examId: string): ZhiyueError {
  return notThere('exam', examId);
}

/** Throws ZhiyueError not-found, revision-stale, exam-invalid. */
function changed(db: Db, examId: string, { revision, archived: _archived, ...changes }: ExamChanges): { readonly known: StoredExam; readonly exam: Exam } {
  const known = examOrRefuse(db, examId);
  refuseStale(examId, known, revision);
  return { known, exam: applyChanges(known.exam, changes) };
}

function summary({ examId, ...head }: ExamHead, progress: Progress): { id: string; progress: Progress } & Omit<ExamHead, 'examId'> {
  return { id: examId, ...head, progress: { ...progress } };
}

/** A copy with lists that the answer's schema may call its own. */
function answered({ kind, revision, moved }: ExamChange): { kind: ExamChange['kind']; revision: number; moved: ReturnType<typeof plain>[] } {
  return { kind, revision, moved: moved.map(plain) };
}

function plain({ candidateNo, from, to, questions }: ScoreChange): { candidateNo: string; from: number | null; to: number | null; questions: { no: string; from: number | null; to: number | null }[] } {
  return { candidateNo, from, to, questions: [...questions] };
}

function shown(question: Question) {
  switch (question.type) {
    case 'single': return { ...question, options: [...question.options], keys: [...question.keys] };
    case 'multiple': return { ...question, options: [...question.options], keys: [...question.keys] };
    case 'truefalse': return { ...question, options: trueFalse(), keys: [...question.keys] };
    case 'numeric': return { ...question, columns: question.columns.map((column) => [...column]), keys: [...question.keys] };
    case 'text': return { ...question, keys: [...question.keys] };
    case 'open': return question;
  }
}

function trueFalse(): ['T', 'F'] {
  return ['T', 'F'];
}
