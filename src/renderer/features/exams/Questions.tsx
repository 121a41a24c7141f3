/** Questions, key and rules of an exam. Keys go in one by one or a whole kind at once; before anything is changed the station says whose score it would change. */
import { Button } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExamScreenProps } from '../../app/screen-names.ts';
import { useShortcuts } from '../../app/shortcuts.tsx';
import { useDraft } from '../../app/use-draft.ts';
import { mayDo } from '../../../contract/access.ts';
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { useChangeExamMutation } from '../../store/settle.ts';
import { useExam } from '../../store/use-exam.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { PublishedNote } from '../publication/PublishedNote.tsx';
import { ChangePreview } from './ChangePreview.tsx';
import { usePreviewExamChangeMutation } from './endpoints.ts';
import type { ExamQuestion } from './exam-as-file.ts';
import { changesIn, type Edits, editOf, type KeyDraft, keyDraftSchema, onNewest, type QuestionEdit, type Theirs, withKeys } from './key-changes.ts';
import { keyKinds, keysIn, keyText } from './key-text.ts';
import { NewerKey } from './NewerKey.tsx';
import styles from './Questions.module.css';

const partialKinds = ['none', 'missing', 'per-option'] as const;
const untouched: Pick<KeyDraft, 'edits' | 'typed'> = { edits: {}, typed: {} };

/** What was looked at; confirmed is exactly this, and only while nothing else has been entered. */
interface Looked { readonly edits: Edits; readonly input: InputOf<'changeExam'>; readonly answer: AnswerOf<'previewExamChange'> }

export function Questions({ examId, principal }: ExamScreenProps) {
  const { t } = useTranslation();
  const id = useId();
  const { exam, error, refetch } = useExam(examId);
  const [draft, setDraft, endDraft] = useDraft(`key.${examId}`, keyDraftSchema);
  const { edits, typed } = draft ?? untouched;
  /** What somebody else changed while this person was editing; null: nothing. */
  const [newer, setNewer] = useState<readonly Theirs[] | null>(null);
  /** The revision that this person's own last change made. */
  const [ownRevision, setOwnRevision] = useState(0);
  const [preview, setPreview] = useState<Looked | null>(null);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [askPreview, { isLoading: asking }] = usePreviewExamChangeMutation();
  const [save] = useChangeExamMutation();
  // Not the mutation's own state: what is forgotten after saving has to go in the same step.
  const [saving, setSaving] = useState(false);
  const questions = useMemo(() => draft?.questions ?? exam?.everything ?? [], [draft, exam]);
  const changes = useMemo(() => changesIn(questions, edits), [questions, edits]);

  if (exam === undefined) return <Awaited error={error} again={refetch} title={t('exam.failed')} />;
  if (draft !== null && !saving && exam.revision !== draft.revision) {
    // Changed underneath: go on from the newest with what was touched here. A look that was open is closed with that, since it told of another exam.
    const put = onNewest(draft.questions, exam.everything, edits);
    const goesOn = Object.keys(put.edits).length > 0;
    setDraft(goesOn ? { revision: exam.revision, questions: exam.everything, edits: put.edits, typed: {} } : null);
    setProblem(null);
    if (exam.revision !== ownRevision) setNewer(goesOn ? [...(newer ?? []).filter(({ no }) => put.theirs.every((one) => one.no !== no)), ...put.theirs] : null);
  }
  const unclear = keyKinds.some((kind) => keysIn(kind, typed[kind] ?? '', questions.flatMap(({ type, no }) => (type === kind ? [no] : []))).fault !== null);
  const published = exam.publishedAt !== null;
  const locked = published || !mayDo(principal, 'exams.change', examId);
  const edit = (question: ExamQuestion): QuestionEdit => ({ ...editOf(question), ...edits[question.no] });
  const enter = (next: Edits, texts: KeyDraft['typed'] = typed): void => setDraft({ revision: draft?.revision ?? exam.revision, questions: draft?.questions ?? exam.everything, edits: next, typed: texts });
  const change = (question: ExamQuestion, part: Partial<QuestionEdit>, texts?: KeyDraft['typed']): void => enter({ ...edits, [question.no]: { ...edits[question.no], ...part } }, texts);
  const forget = (): void => { endDraft(); setNewer(null); setProblem(null); setPreview(null); };
  const looked = preview?.edits === edits ? preview : null;

  const look = async (): Promise<void> => {
    setProblem(null);
    const input = { params: { examId }, body: { revision: draft?.revision ?? exam.revision, questions: [...changes] } };
    try {
      const answer = await askPreview(input).unwrap();
      setPreview({ edits, input, answer });
    } catch (rejection) {
      const why = problemOfRejection(rejection);
      setProblem(why);
      if (why.code === 'revision-stale') void refetch();
    }
  };
  const confirm = async (): Promise<void> => {
    if (looked === null || saving) return;
    setSaving(true);
    try {
      const { revision } = await save(looked.input).unwrap();
      setOwnRevision(revision);
      forget();
    } catch {
      // The notice says why; what was typed stays, and where somebody else was quicker the newest is read.
      setPreview(null);
    }
    setSaving(false);
  };

  return (
    <div className={styles.page}>
      {exam.publishedAt === null ? null : <PublishedNote examId={examId} at={exam.publishedAt} text="published.no-key" />}
      {locked ? null : (
        <section className={`card ${styles.quick ?? ''}`} aria-label={t('questions.quick')}>
          <div><h2>{t('questions.quick')}</h2><p className="hint">{t('questions.quick-hint')}</p></div>
          {keyKinds.map((kind) => {
            const own = questions.filter(({ type }) => type === kind);
            if (own.length === 0) return null;
            const text = typed[kind] ?? keyText(kind, own.map((question) => edit(question).key.split('/')));
            const { keys, fault } = keysIn(kind, text, own.map(({ no }) => no));
            const count = keys.length;
            return (
              <div key={kind} className="field">
                <label className={styles.label} htmlFor={`${id}-${kind}`}>{t(`question.${kind}`)} {own.length === 1 ? own[0]?.no : `${own[0]?.no ?? ''}–${own.at(-1)?.no ?? ''}`}<span className={styles.count} data-tone={count === own.length ? 'done' : count > own.length ? 'over' : undefined}>{t('group.count', { keys: count, questions: own.length })}</span></label>
                <textarea id={`${id}-${kind}`} className={`input ${styles.typed ?? ''}`} data-kind={kind} rows={rowsFor(text)} spellCheck={false} value={text} onChange={({ currentTarget: { value } }) => enter(withKeys(questions, edits, kind, value), { ...typed, [kind]: value })} aria-invalid={fault !== null} aria-describedby={fault === null ? undefined : `${id}-${kind}-fault`} />
                {fault === null ? null : <p id={`${id}-${kind}-fault`} className={styles.fault} role="alert">{t(`key-numbers.${fault.code}`, fault)}</p>}
              </div>
            );
          })}
        </section>
      )}
      <section className={`card ${styles.box ?? ''}`} aria-label={t('nav.questions')}>
        <div className={styles.scroll}>
          <table className={styles.table} onKeyDown={moveWithin}>
            <thead><tr><th scope="col">{t('questions.no')}</th><th scope="col">{t('group.type')}</th><th scope="col">{t('questions.key')}</th><th scope="col">{t('questions.points')}</th><th scope="col">{t('questions.wrong')}</th><th scope="col">{t('questions.void')}</th><th scope="col">{t('questions.bonus')}</th></tr></thead>
            <tbody>
              {questions.map((question) => {
                const now = edit(question);
                const named = (what: string): string => t('questions.field', { what, no: question.no });
                return (
                  <tr key={question.no} data-question={question.no} data-changed={changes.some(({ no }) => no === question.no) || undefined}>
                    <th scope="row">{question.no}</th>
                    <td className={styles.type}>{t(`question.${question.type}`)}</td>
                    <td>{question.type === 'open' ? <span className="muted">{t('questions.by-people')}</span> : <input className={`input ${styles.key ?? ''}`} aria-label={named(t('questions.key'))} value={now.key} readOnly={locked} spellCheck={false} onChange={({ currentTarget: { value } }) => change(question, { key: value }, { ...typed, [question.type]: undefined })} />}
                      {question.type === 'multiple' ? (
                        <div className={styles.partial}>
                          <select className="input" aria-label={named(t('group.partial'))} title={t('group.partial')} value={now.partial} disabled={locked} onChange={({ currentTarget: { value } }) => change(question, { partial: partialKinds.find((kind) => kind === value) ?? 'none' })}>
                            {partialKinds.map((kind) => <option key={kind} value={kind}>{`${t('group.partial')}: ${t(`partial.${kind}`)}`}</option>)}
                          </select>
                          {now.partial === 'none' ? null : <input className="input" inputMode="decimal" aria-label={named(t('group.partial-points'))} title={t('group.partial-points')} value={now.partialPoints} readOnly={locked} onChange={({ currentTarget: { value } }) => change(question, { partialPoints: value })} />}
                          {now.partial === 'per-option' ? <input className="input" inputMode="decimal" placeholder="0" aria-label={named(t('group.wrong-option'))} title={t('group.wrong-option')} value={now.wrongOption} readOnly={locked} onChange={({ currentTarget: { value } }) => change(question, { wrongOption: value })} /> : null}
                        </div>
                      ) : null}
                    </td>
                    <td className={styles.number}><input className="input" inputMode="decimal" aria-label={named(t('questions.points'))} value={now.points} readOnly={locked} onChange={({ currentTarget: { value } }) => change(question, { points: value })} /></td>
                    <td className={styles.number}>{question.type === 'open' ? null : <input className="input" inputMode="decimal" placeholder="0" aria-label={named(t('questions.wrong'))} value={now.wrong} readOnly={locked} onChange={({ currentTarget: { value } }) => change(question, { wrong: value })} />}</td>
                    <td><label className={styles.tick}><input type="checkbox" aria-label={named(t('questions.void'))} checked={now.void} disabled={locked} onChange={({ currentTarget: { checked } }) => change(question, { void: checked })} /></label></td>
                    <td><label className={styles.tick}><input type="checkbox" aria-label={named(t('questions.bonus'))} checked={now.bonus} disabled={locked} onChange={({ currentTarget: { checked } }) => change(question, { bonus: checked })} /></label></td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </section>
      {/* In sight wherever in the table one is: what went wrong, and what somebody else did. */}
      <div className={styles.foot}>
        {problem === null ? null : <div role="alert" className={`card ${styles.problem ?? ''}`}><ProblemText problem={problem} /></div>}
        {newer === null || changes.length === 0 ? null : <NewerKey theirs={newer} />}
        {changes.length === 0 ? null : <Changed count={changes.length} asking={asking} unclear={unclear} onForget={forget} onLook={() => void look()} />}
      </div>
      <ChangePreview examId={examId} preview={looked?.answer ?? null} saving={saving} onClose={() => setPreview(null)} onConfirm={() => void confirm()} />
    </div>
  );
}

interface ChangedProps { readonly count: number; readonly asking: boolean; /** A key above is not understood: nobody knows what it would change. */ readonly unclear: boolean; readonly onForget: () => void; readonly onLook: () => void }

/** What to do with what was entered; by a key, too, since hundreds of fields may lie between here and where something was entered. */
function Changed({ count, asking, unclear, onForget, onLook }: ChangedProps) {
  const { t } = useTranslation();
  // It comes up over the row in which something was entered.
  useEffect(() => {
    const at = document.activeElement;
    if (at !== null && at.closest('tr[data-question]') !== null) at.scrollIntoView({ block: 'nearest' });
  }, []);
  useShortcuts([{ keys: 'Ctrl+Enter', text: 'questions.look', act: () => { if (!unclear) onLook(); } }]);
  return (
    <div className={styles.bar} role="status">
      <span>{t(unclear ? 'key-numbers.first' : 'questions.changed', { count })}</span>
      <Button variant="default" onClick={onForget}>{t('questions.forget')}</Button>
      <Button loading={asking} disabled={unclear} onClick={onLook} aria-keyshortcuts="Control+Enter">{t('questions.look')}<kbd className={styles.keys} aria-hidden="true">Ctrl+Enter</kbd></Button>
    </div>
  );
}

/** Where the browser does not size a field by what is in it. */
const rowsFor = (text: string): number => Math.min(mostRows, Math.max(1, Math.ceil(text.length / lettersInRow)));
const mostRows = 5;
const lettersInRow = 80;

/** Arrow keys and Enter go to the same field of the question above or below. */
function moveWithin(event: KeyboardEvent<HTMLTableElement>): void {
  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0;
  if (by === 0 || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLInputElement) || event.nativeEvent.isComposing) return;
  event.preventDefault();
  const cell = event.target.closest('td');
  const rows = [...event.currentTarget.querySelectorAll('tbody tr')];
  const at = rows.findIndex((row) => row.contains(cell));
  const onward = by === 1 ? rows.slice(at + 1) : rows.slice(0, at).reverse();
  const field = onward.map((row) => row.children.item(cell?.cellIndex ?? 0)?.querySelector('input') ?? null).find((input) => input !== null);
  field?.focus();
  field?.select();
}
