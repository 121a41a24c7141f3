/** Who sits the exam: taken from a file, whose faults are shown by line and whose consequences are shown before anything is taken over. */
import { Button } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { ExamScreenProps } from '../../app/screen-names.ts';
import { useDraft } from '../../app/use-draft.ts';
import { mayDo } from '../../../contract/access.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { useExam } from '../../store/use-exam.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FaultList } from '../../ui/FaultList.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { LongTable } from '../../ui/LongTable.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { PublishedNote } from '../publication/PublishedNote.tsx';
import { useGetRosterQuery, useImportRosterMutation } from './endpoints.ts';
import styles from './Roster.module.css';

interface Looked { readonly name: string; readonly bytes: Uint8Array; readonly counts: AnswerOf<'importRoster'> | null; /** The roster that it was compared with. */ readonly on: AnswerOf<'getRoster'> | undefined; /** Somebody else has changed that since this person looked first. */ readonly newer: boolean; readonly problem: RequestProblem | null }

const fileSchema = z.instanceof(File);

export function Roster({ examId, principal }: ExamScreenProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useGetRosterQuery({ params: { examId } });
  /** Chosen, looked at, and neither taken nor left: whoever comes back to it finds it looked at anew. */
  const [chosen, setChosen, endChosen] = useDraft(`roster.${examId}`, fileSchema);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [looking, setLooking] = useState<string | null>(null);
  const latest = useRef<symbol | null>(null);
  const [send, { isLoading }] = useImportRosterMutation();
  const { exam } = useExam(examId);
  const candidates = data?.candidates ?? [];
  const publishedAt = exam?.publishedAt ?? null;

  const look = async (name: string, content: () => Promise<Uint8Array>, newer: boolean): Promise<void> => {
    const turn = Symbol(name);
    latest.current = turn;
    setLooked(null);
    setLooking(name);
    const bytes = await content();
    const found = await send({ params: { examId }, query: { preview: 'true' }, body: bytes }).unwrap().then((counts) => ({ counts, problem: null }), (rejection: unknown) => ({ counts: null, problem: problemOfRejection(rejection) }));
    // Another file was chosen meanwhile: its answer is the one that counts.
    if (latest.current !== turn) return;
    setLooking(null);
    setLooked({ name, bytes, on: data, newer, ...found });
  };
  const choose = (file: File): void => {
    setChosen(file);
    void lookInto(file);
  };
  const lookInto = (file: File): Promise<void> => look(file.name, async () => new Uint8Array(await file.arrayBuffer()), false);
  // Somebody else imported a roster: what this one would do is another thing now, and nobody's roster is replaced unseen.
  const lookAgain = useEffectEvent(() => {
    if (looked !== null && looked.counts !== null && looked.on !== undefined && looked.on !== data && !isLoading) void look(looked.name, () => Promise.resolve(looked.bytes), true);
  });
  useEffect(() => lookAgain(), [data, looked]);
  const leave = (): void => {
    endChosen();
    setLooked(null);
  };
  const goOn = useEffectEvent(() => { if (chosen !== null && latest.current === null) void lookInto(chosen); });
  useEffect(() => goOn(), []);
  const take = async ({ bytes }: Looked): Promise<void> => {
    try {
      await send({ params: { examId }, query: {}, body: bytes }).unwrap();
      leave();
    } catch (rejection) {
      setLooked((before) => (before === null ? null : { ...before, problem: problemOfRejection(rejection) }));
    }
  };

  return (
    <div className={styles.page}>
      {publishedAt === null ? null : <PublishedNote examId={examId} at={publishedAt} text="published.no-roster" />}
      {publishedAt === null && mayDo(principal, 'exams.change', examId) ? (
        <section className={`card ${styles.box ?? ''}`} aria-label={t('roster.import')}>
          <FileDrop label={t('roster.choose')} hint={t('roster.hint')} accept=".csv,.xlsx,text/csv" onFile={choose} />
          {looking === null ? null : <p className="muted" role="status">{t('roster.looking', { file: looking })}</p>}
          {looked === null ? null : <Verdict looked={looked} before={candidates.length} busy={isLoading} onTake={() => void take(looked)} onDrop={leave} />}
        </section>
      ) : null}
      {error === undefined ? null : <Awaited error={error} again={refetch} title={t('roster.failed')} />}
      {data !== undefined && candidates.length === 0 ? <div className="card"><Empty title={t('roster.empty')}><p>{t('roster.empty-do')}</p></Empty></div> : null}
      {candidates.length === 0 ? null : (
        <section aria-label={t('nav.roster')} className={styles.list}>
          <p className="muted">{t('exams.candidates', { count: candidates.length })}</p>
          <LongTable
            label={t('nav.roster')} rows={candidates} rowKey={(row) => row.candidateNo} height="calc(100vh - 22rem)"
            columns={[
              { id: 'no', title: t('roster.no'), width: 'minmax(8rem, 1fr)', cell: (row) => row.candidateNo },
              { id: 'name', title: t('roster.name'), width: 'minmax(8rem, 2fr)', cell: (row) => <Name lines={1}>{row.name}</Name> },
              { id: 'class', title: t('roster.class'), width: 'minmax(6rem, 1fr)', cell: (row) => <Name lines={1}>{row.class}</Name> },
            ]}
          />
        </section>
      )}
    </div>
  );
}

interface VerdictProps { readonly looked: Looked; readonly before: number; readonly busy: boolean; readonly onTake: () => void; readonly onDrop: () => void }

function Verdict({ looked: { name, counts, problem, newer }, before, busy, onTake, onDrop }: VerdictProps) {
  const { t } = useTranslation();
  const faults = problem?.code === 'roster-invalid' ? problem.faults : [];
  return (
    <div className={styles.verdict} role={problem === null ? 'status' : 'alert'}>
      <h2><Name lines={1}>{name}</Name></h2>
      {problem === null ? null : faults.length === 0 ? <ProblemText problem={problem} /> : (
        <>
          <p className={styles.fault}>{t('roster.faults')}</p>
          <FaultList className={styles.faults} faults={faults} />
        </>
      )}
      {newer ? <p className={styles.newer}>{t('roster.newer')}</p> : null}
      {counts === null ? null : (
        <dl className={styles.counts}>
          <div><dt>{t('roster.candidates')}</dt><dd>{counts.candidates}</dd></div>
          <div><dt>{t('roster.added')}</dt><dd>{counts.added}</dd></div>
          <div data-tone={counts.removed > 0 ? 'red' : undefined}><dt>{t('roster.removed')}</dt><dd>{counts.removed}</dd></div>
          <div><dt>{t('roster.changed')}</dt><dd>{counts.changed}</dd></div>
        </dl>
      )}
      {counts === null ? null : (
        <>
          {counts.strange ? <p className={styles.fault} role="alert">{t('roster.strange')}</p> : null}
          <table className={styles.first}>
            <caption>{t('roster.first', { count: counts.first.length })}</caption>
            <thead><tr><th scope="col">{t('roster.no')}</th><th scope="col">{t('roster.name')}</th><th scope="col">{t('roster.class')}</th></tr></thead>
            <tbody>{counts.first.map((row) => <tr key={row.candidateNo}><td>{row.candidateNo}</td><td><Name lines={1}>{row.name}</Name></td><td><Name lines={1}>{row.class}</Name></td></tr>)}</tbody>
          </table>
        </>
      )}
      {counts === null || counts.unprintable.length === 0 ? null : (
        <div className={styles.rare}>
          <p>{t('roster.unprintable', { count: counts.unprintable.length })}</p>
          <ul>{counts.unprintable.map(({ candidateNo, name: called, characters }) => <li key={candidateNo}><span>{candidateNo}</span> <Name lines={1}>{called}</Name> <bdi className="muted">{characters}</bdi></li>)}</ul>
        </div>
      )}
      <div className={styles.buttons}>
        <Button variant="default" onClick={onDrop}>{t('roster.drop')}</Button>
        {counts === null ? null : <Button loading={busy} onClick={onTake}>{t(before === 0 ? 'roster.take' : 'roster.replace')}</Button>}
      </div>
    </div>
  );
}
