/** The workbench: what waits on the left, the page with the field in the middle, what can be said about it on the right. Everything by keys, too. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayDo } from '../../../contract/access.ts';
import { examLink } from '../../app/place.ts';
import type { ExamScreenProps } from '../../app/screen-names.ts';
import { useShortcuts } from '../../app/shortcuts.tsx';
import { useStation } from '../../app/station-context.ts';
import { api, type ScanException } from '../../store/api.ts';
import { useScreensDispatch, useScreensSelector } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { useCorrectItemMutation, useReopenExceptionMutation, useResolveExceptionMutation } from '../../store/settle.ts';
import { useExam } from '../../store/use-exam.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { useGetRosterQuery } from '../exams/endpoints.ts';
import { PublishedNote } from '../publication/PublishedNote.tsx';
import { Choice, textFieldId } from './Choice.tsx';
import { afterKey, type Entry, keysOf, shapeOf, valueOf } from './entry.ts';
import styles from './Exceptions.module.css';
import { PageView } from './PageView.tsx';
import { Queue } from './Queue.tsx';
import { afterSettling, isStranger, type Kind, kinds, matches, neighbour, standing, suggestionOf } from './queue.ts';
import { settleMany } from './settle-many.ts';
import { Together } from './Together.tsx';
import { useOpenExceptions } from './use-open-exceptions.ts';

/** What U takes back: what was settled, and (where that was said by another candidate number, or by none) the numbers before. */
interface Done { readonly ids: readonly string[]; readonly numbers: readonly { readonly pageId: string; readonly before: string }[] }

const never = new AbortController().signal;
/** So long Enter alone settles nothing after it brought the next one: a key that bounces must not settle what nobody has looked at. */
const bounceMs = 300;

export function ExceptionsView({ examId, principal, path }: ExamScreenProps) {
  const { t } = useTranslation();
  const { exam, error: noExam, refetch } = useExam(examId);
  const { all, whole, error, again } = useOpenExceptions(examId);
  const [wanted, setWanted] = useState<Kind | 'all'>('all');
  const [words, setWords] = useState('');
  const [pageId] = path;
  const ordered = useMemo(() => all.filter((one) => (wanted === 'all' || one.kind === wanted) && matches(one, words) && (pageId === undefined || one.pageId === pageId)), [all, wanted, words, pageId]);
  if (exam === undefined) return <Awaited error={noExam} again={refetch} title={t('exam.failed')} />;
  if (all.length === 0 && !whole) return <Awaited error={error} again={again} title={t('exceptions.failed')} />;
  const filter = (
    <div className={styles.filter}>
      <select className="input" aria-label={t('exceptions.kind')} value={wanted} onChange={({ currentTarget: { value } }) => setWanted(kinds.find((kind) => kind === value) ?? 'all')}>
        <option value="all">{t('exceptions.all-kinds', { count: all.length })}</option>
        {kinds.map((kind) => ({ kind, count: all.filter((one) => one.kind === kind).length })).filter(({ kind, count }) => count > 0 || kind === wanted).map(({ kind, count }) => <option key={kind} value={kind}>{`${t(`kind.${kind}`)} (${count})`}</option>)}
      </select>
      <input className="input" type="search" aria-label={t('exceptions.find')} placeholder={t('exceptions.find')} value={words} onChange={({ currentTarget: { value } }) => setWords(value)} />
      {pageId === undefined ? null : <a href={examLink(examId, 'exceptions')}>{t('exceptions.not-only-page')}</a>}
    </div>
  );
  const workbench = <Workbench examId={examId} exam={exam} all={all} whole={whole} ordered={ordered} filter={filter} maySettle={exam.publishedAt === null && mayDo(principal, 'exceptions.settle', examId)} />;
  return exam.publishedAt === null ? workbench : <div className={styles.published}><PublishedNote examId={examId} at={exam.publishedAt} text="published.no-settling" />{workbench}</div>;
}

interface WorkbenchProps {
  readonly examId: string;
  readonly exam: Parameters<typeof shapeOf>[1] & { readonly publishedAt: string | null };
  readonly all: readonly ScanException[];
  /** All of it is here; false: parts are being read. */
  readonly whole: boolean;
  readonly ordered: readonly ScanException[];
  readonly filter: React.ReactNode;
  readonly maySettle: boolean;
}

function Workbench({ examId, exam, all, whole, ordered, filter, maySettle }: WorkbenchProps) {
  const { t } = useTranslation();
  const { client } = useStation();
  const dispatch = useScreensDispatch();
  const [resolve] = useResolveExceptionMutation();
  const [reopen] = useReopenExceptionMutation();
  const [correct] = useCorrectItemMutation();
  const bench = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const lastAt = useRef(0);
  const at = ordered.findIndex((one) => one.exceptionId === chosen);
  /** What was settled here, newest last; together: at once. */
  const [settled, setSettled] = useState<readonly Done[]>([]);
  const [together, setTogether] = useState<readonly ScanException[] | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const mine = (id: string): boolean => settled.some(({ ids }) => ids.includes(id)) || together?.some((one) => one.exceptionId === id) === true;
  const stands = standing({ chosen, shown, ordered, all, whole, mine });
  const current = stands === 'gone' || stands === 'coming' ? null : ordered[at] ?? ordered[Math.min(lastAt.current, ordered.length - 1)] ?? null;
  useEffect(() => { if (at >= 0) lastAt.current = at; }, [at]);
  const [entry, setEntry] = useState<Entry>(null);
  const [picked, setPicked] = useState<number | null>(null);
  const [page, setPage] = useState(false);
  const currentId = current?.exceptionId ?? null;
  const quietUntil = useRef(0);
  if (currentId !== null && shown !== currentId) {
    setShown(currentId);
    // What stands on the screen is the one chosen, so that it cannot change unseen; except where one that was taken back is still on its way.
    if (chosen === null || chosen === shown || all.some((one) => one.exceptionId === chosen)) setChosen(currentId);
    setEntry(null);
    setPicked(null);
    setPage(false);
  }
  // Two pages of one candidate: one of them may have the wrong number.
  const field = current?.kind === 'duplicate' ? 'candidate' : current?.field ?? '';
  const shape = shapeOf(field, exam);
  const takes = takesOf();
  const { data: roster } = useGetRosterQuery({ params: { examId } }, { skip: field !== 'candidate' || !maySettle });
  const candidates = roster?.candidates ?? null;
  const numbers = useMemo(() => (candidates === null || candidates.length === 0 ? null : new Set(candidates.map(({ candidateNo }) => candidateNo))), [candidates]);
  /** What Enter would take is nobody's number: it asks before it does. */
  const stranger = field === 'candidate' && typeof takes === 'string' && isStranger(takes, numbers) ? takes : null;
  /** For which number of which exception it has asked. */
  const [asked, setAsked] = useState<string | null>(null);
  const question = stranger === null ? null : `${currentId ?? ''} ${stranger}`;

  function takesOf(): string | null | undefined {
    if (current === null) return undefined;
    return entry === null ? suggestionOf(current, picked) : valueOf(shape, entry, field) ?? undefined;
  }
  function take(): void {
    if (current === null || takes === undefined || !maySettle || Date.now() < quietUntil.current) return;
    quietUntil.current = Date.now() + bounceMs;
    if (question !== null && asked !== question) {
      setAsked(question);
      return;
    }
    const { exceptionId, kind, pageId, candidateNo } = current;
    // What the machine read is confirmed without saying it again.
    const confirms = takes === null || (entry === null && kind === 'doubtful');
    const number = kind === 'duplicate' && !confirms && pageId !== null ? pageId : null;
    setChosen(afterSettling(ordered, exceptionId));
    const done: Done = { ids: [exceptionId], numbers: number === null ? [] : [{ pageId: number, before: candidateNo ?? '' }] };
    setSettled((before) => [...before, done]);
    const said = number === null ? resolve({ params: { exceptionId }, body: confirms ? {} : { value: takes ?? '' } }) : correct({ params: { pageId: number, field: 'candidate' }, body: { value: takes ?? '' } });
    said.unwrap().catch(() => setSettled((before) => before.filter((one) => one !== done)));
  }
  /** This one of several pages counts: the others belong to nobody any more. */
  function keep(): void {
    if (current === null || current.alike.length === 0 || !maySettle || Date.now() < quietUntil.current) return;
    quietUntil.current = Date.now() + bounceMs;
    const { exceptionId, alike, candidateNo } = current;
    const ids = all.filter((one) => one.kind === 'duplicate' && (one.exceptionId === exceptionId || (one.pageId !== null && alike.includes(one.pageId)))).map((one) => one.exceptionId);
    setChosen(afterSettling(ordered.filter((one) => one.exceptionId === exceptionId || !ids.includes(one.exceptionId)), exceptionId));
    const done: Done = { ids, numbers: alike.map((pageId) => ({ pageId, before: candidateNo ?? '' })) };
    setSettled((before) => [...before, done]);
    for (const pageId of alike) correct({ params: { pageId, field: 'candidate' }, body: { value: '' } }).unwrap().catch(() => setSettled((before) => before.filter((one) => one !== done)));
  }
  function undo(): void {
    const last = settled.at(-1);
    const [first] = last?.ids ?? [];
    if (last === undefined || first === undefined) return;
    setSettled(settled.slice(0, -1));
    setChosen(first);
    // Away until the station has it back: that is not somebody else's doing.
    setShown(null);
    for (const { pageId, before } of last.numbers) void correct({ params: { pageId, field: 'candidate' }, body: { value: before } });
    if (last.numbers.length > 0) return;
    if (last.ids.length === 1) void reopen({ params: { exceptionId: first } });
    else void undoMany(last.ids);
  }
  async function undoMany(ids: readonly string[]): Promise<void> {
    const { problem } = await settleMany(client, 'reopenException', ids, never, () => {});
    if (problem !== null) dispatch(notices.actions.noticed(notDone('reopenException', problem)));
    dispatch(api.util.invalidateTags([{ type: 'Exceptions', id: examId }, 'Exams']));
  }
  /** What a person chooses or enters themselves, they have looked at. */
  function choose(id: string | null): void {
    quietUntil.current = 0;
    setChosen(id);
  }
  function enter(next: Entry): void {
    quietUntil.current = 0;
    setEntry(next);
  }
  /** From one that somebody else has settled to what stands in its place, which Enter then does not settle yet. */
  function moveOn(): void {
    quietUntil.current = Date.now() + bounceMs;
    setChosen(ordered[Math.min(lastAt.current, ordered.length - 1)]?.exceptionId ?? null);
  }
  const go = (by: 1 | -1) => (): void => (stands === 'gone' ? moveOn() : choose(neighbour(ordered, currentId, by)));
  const pick = (by: 1 | -1) => (): void => {
    const most = current?.guesses.length ?? 0;
    if (most === 0) return;
    enter(null);
    setPicked((before) => (before === null ? (by === 1 ? 0 : most - 1) : (before + by + most) % most));
  };
  useQuietNotices();
  useShortcuts([
    { keys: 'J', text: 'exceptions.key.next', act: go(1) },
    { keys: 'ArrowDown', text: 'exceptions.key.next', act: go(1) },
    { keys: 'K', text: 'exceptions.key.before', act: go(-1) },
    { keys: 'ArrowUp', text: 'exceptions.key.before', act: go(-1) },
    { keys: 'Z', text: 'exceptions.key.zoom', act: () => setPage(!page) },
    ...(maySettle ? [
      { keys: 'Enter', text: 'exceptions.key.take' as const, act: stands === 'gone' ? moveOn : take },
      { keys: 'U', text: 'exceptions.key.undo' as const, act: undo },
      ...(current !== null && current.alike.length > 0 ? [{ keys: 'P', text: 'exceptions.key.keep' as const, act: keep }] : []),
      ...(current !== null && current.guesses.length > 0 ? [{ keys: 'ArrowRight', text: 'exceptions.key.guess' as const, act: pick(1) }, { keys: 'ArrowLeft', text: 'exceptions.key.guess' as const, act: pick(-1) }] : []),
      ...(shape.kind === 'text' ? [{ keys: 'E', text: 'exceptions.key.text' as const, act: () => document.querySelector<HTMLInputElement>(`#${textFieldId}`)?.select() }] : []),
      ...keysOf(shape).map((key) => ({
        keys: key, text: key === 'Backspace' ? 'exceptions.key.blank' as const : key === 'Escape' ? 'exceptions.key.clear' as const : key === '_' ? 'exceptions.empty-column' as const : shape.kind === 'digits' ? 'exceptions.key.digit' as const : 'exceptions.key.option' as const,
        act: () => {
          const next = afterKey(shape, entry, key);
          if (next !== undefined && current !== null) enter(next);
        },
      })),
    ] : []),
  ]);

  const like = current === null ? [] : ordered.filter((one) => one.kind === current.kind && one.field === current.field && (one.kind === 'absent' || (one.kind === 'doubtful' && one.field !== '' && one.value !== null)));
  const undoLine = settled.length > 0 ? <button type="button" className={`button small ${styles.undo ?? ''}`} onClick={undo}>{t('exceptions.undo')} <kbd>U</kbd></button> : null;
  if (all.length === 0) return <section className="card"><Empty title={t('exceptions.empty')}><p>{t('exceptions.empty-do')}</p>{undoLine}</Empty></section>;
  return (
    <>
    <div
      ref={bench} className={styles.bench} tabIndex={-1}
      // After a click the keys are the workbench's again: Enter takes, and does not press the same button once more.
      onClick={({ detail, target }) => { if (detail > 0 && target instanceof Element && target.closest('button') !== null) bench.current?.focus({ preventScroll: true }); }}
    >
      <section className={`card ${styles.queue ?? ''}`} aria-label={t('exceptions.queue')}>
        {filter}
        {ordered.length === 0 ? <p className={styles.none}>{t('exceptions.none-match')}</p> : <Queue ordered={ordered} currentId={currentId} onChoose={choose} />}
      </section>
      {current === null || current.pageId === null
        ? <div className={styles.noPage}>{current === null ? null : <p>{t('exceptions.no-page')}</p>}</div>
        : <PageView key={current.pageId} pageId={current.pageId} field={current.field} whole={page} onWhole={setPage} />}
      <div className={`card ${styles.side ?? ''}`}>
        {stands === 'gone' ? <Gone onMoveOn={moveOn} /> : current === null ? <div /> : <Choice key={current.exceptionId} exception={current} shape={shape} entry={entry} onEntry={enter} picked={picked} onPick={(guess) => { enter(null); setPicked(guess); }} takes={takes} nobody={stranger === null ? null : asked === question ? 'asked' : 'shown'} rosterLink={numbers === null ? null : examLink(examId, 'roster')} onTake={take} onKeep={keep} maySettle={maySettle} published={exam.publishedAt !== null} />}
        <div className={styles.foot}>
          {maySettle && like.length > 1 ? <button type="button" className="button small" onClick={() => setTogether(like)}>{t('exceptions.together', { count: like.length })}</button> : null}
          {undoLine}
          <p className="hint">{t('exceptions.keys')}</p>
        </div>
      </div>
    </div>
    <Together together={together} onClose={() => setTogether(null)} onSettled={(ids) => { if (ids.length > 0) setSettled((before) => [...before, { ids, numbers: [] }]); }} />
    </>
  );
}

/** In the place of one that somebody else has settled while it was looked at. */
function Gone({ onMoveOn }: { readonly onMoveOn: () => void }) {
  const { t } = useTranslation();
  return (
    <section className={styles.gone} role="alert">
      <h2>{t('exceptions.gone')}</h2>
      <p className="hint">{t('exceptions.gone-do')}</p>
      <button type="button" className="button primary" onClick={onMoveOn}>{t('exceptions.move-on')} <kbd>Enter</kbd></button>
    </section>
  );
}

/** Here every settling would be told; the workbench has its own way back. */
function useQuietNotices(): void {
  const dispatch = useScreensDispatch();
  const list = useScreensSelector((state) => state.notices);
  useEffect(() => {
    for (const { id, text } of list) if (text === 'notice.settled' || text === 'notice.reopened') dispatch(notices.actions.dismissed(id));
  }, [list, dispatch]);
}
