/** Scans of one exam: put in, watched while they are read, and what to do with those that could not be. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayDo } from '../../../contract/access.ts';
import type { ExamScreenProps } from '../../app/screen-names.ts';
import { examLink } from '../../app/place.ts';
import { api, batchAdapter, examAdapter, useListExamsQuery } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PublishedNote } from '../publication/PublishedNote.tsx';
import { Alarms } from './Alarms.tsx';
import { BatchQuality } from './BatchQuality.tsx';
import { Batches } from './Batches.tsx';
import { Interrupted } from './Interrupted.tsx';
import { Pages } from './Pages.tsx';
import { Progress } from './Progress.tsx';
import { PutIn } from './PutIn.tsx';
import styles from './Scan.module.css';
import { WatchPanel } from './WatchPanel.tsx';

const { selectAll } = batchAdapter.getSelectors();
const batchesEveryMs = 1500;

export function ScanView({ examId, principal }: ExamScreenProps) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const { data: exams, error: noExams, refetch: readExams } = useListExamsQuery({});
  const exam = exams === undefined ? undefined : examAdapter.getSelectors().selectById(exams, examId);
  const busy = exam !== undefined && !exam.progress.completed;
  // Events say how far the exam is, not how far each batch.
  const { data: batches, error, refetch } = api.endpoints.listBatches.useQuery({ params: { examId } }, { pollingInterval: busy ? batchesEveryMs : 0 });
  const [batchId, setBatchId] = useState<string | null>(null);
  const mayWork = mayDo(principal, 'tasks.change', examId) && exam?.publishedAt === null;
  const waiting = exam?.progress.exceptions ?? 0;

  // Which pages have something to look at shows when all are read.
  useEffect(() => {
    if (!busy) dispatch(api.util.invalidateTags([{ type: 'Pages', id: examId }]));
  }, [busy, waiting, examId, dispatch]);

  if (exam === undefined) return <Awaited error={noExams} again={readExams} title={t('exam.failed')} />;
  if (batches === undefined) return <Awaited error={error} again={refetch} title={t('scan.batches-failed')} />;
  const all = selectAll(batches);
  const chosen = all.find((batch) => batch.batchId === batchId) ?? null;
  return (
    <div className={styles.screen}>
      <Alarms batches={all} />
      {exam.publishedAt === null ? (
        <>
          <Interrupted examId={examId} batches={all} />
          <PutIn examId={examId} />
          <WatchPanel examId={examId} local={principal.local} />
        </>
      ) : <PublishedNote examId={examId} at={exam.publishedAt} text="published.no-scans" />}
      {all.length === 0 ? <section className="card"><Empty title={t('scan.empty')}><p>{t('scan.empty-do')}</p></Empty></section> : (
        <>
          <Progress progress={exam.progress} mayPause={mayDo(principal, 'tasks.change', null)} exceptionsLink={mayDo(principal, 'exceptions.read', examId) ? examLink(examId, 'exceptions') : null} />
          <Batches examId={examId} batches={all} chosen={chosen} onChoose={setBatchId} mayWork={mayWork} mayPause={mayDo(principal, 'tasks.change', null)} />
          {chosen === null ? null : <BatchQuality batch={chosen} />}
          <Pages key={chosen?.batchId ?? ''} examId={examId} batchId={chosen?.batchId ?? null} batchName={chosen?.batchKey ?? null} mayWork={mayWork} />
        </>
      )}
    </div>
  );
}
