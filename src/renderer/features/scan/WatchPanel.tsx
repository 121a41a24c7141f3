/** The folder that the scanner's software writes to: whether it is watched, what came from it, and what is wrong with it. Only the station's own window may name a folder of the station's machine; whoever puts scans in may end it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemCode, problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { clockTime } from '../../ui/times.ts';
import { batchNameNow } from './batch-name.ts';
import { useScanWatchFolderMutation, useScanWatchQuery } from './endpoints.ts';
import { useStopWatching } from './use-stop-watching.ts';
import styles from './WatchPanel.module.css';

/** Milliseconds: no event tells what is still being written. */
const lookEveryMs = 1500;
/** Milliseconds, while no folder is watched: another process may begin to watch one, and its event could be lost on the way. */
const lookForOneEveryMs = 5000;

export function WatchPanel({ examId, local }: { readonly examId: string; readonly local: boolean }) {
  const { t } = useTranslation();
  const [watched, setWatched] = useState(false);
  const { data: watch, error, refetch } = useScanWatchQuery({ params: { examId } }, { pollingInterval: watched ? lookEveryMs : lookForOneEveryMs, skipPollingIfUnfocused: true });
  const [begin, beginning] = useScanWatchFolderMutation();
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  if (watched !== (watch !== undefined && watch !== null)) setWatched(!watched);
  if (watch === undefined) return error === undefined ? null : <section className={`card ${styles.panel ?? ''}`} aria-label={t('watch.title')}><NotRead error={error} again={refetch} /></section>;
  const { zhiyue: desktop } = window;

  async function choose(): Promise<void> {
    setProblem(null);
    try {
      const folder = await desktop?.chooseFolder();
      if (folder !== undefined && folder !== null) await begin({ params: { examId }, body: { folder, batch: batchNameNow() } }).unwrap();
    } catch (rejection) {
      setProblem(problemOfRejection(rejection));
    }
  }

  return (
    <section className={`card ${styles.panel ?? ''}`} aria-label={t('watch.title')}>
      <span className={styles.picture} data-state={watch === null ? undefined : watch.error === null ? 'well' : 'trouble'}><Icon name="folder" size={24} /></span>
      {watch === null ? (
        <>
          <div className={styles.words}>
            <h2>{t('watch.title')}</h2>
            <p className="hint">{local ? t('watch.about') : <>{t('watch.about')} <WithCode>{t('watch.only-there', { exam: examId })}</WithCode></>}</p>
            {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
          </div>
          {local && desktop !== undefined ? <Button variant="default" loading={beginning.isLoading} onClick={() => void choose()}>{t('watch.choose')}</Button> : null}
        </>
      ) : <Watching watch={watch} />}
    </section>
  );
}

type Watch = NonNullable<ReturnType<typeof useScanWatchQuery>['data']>;

function Watching({ watch: { examId, folder, batch, error, added, lastFileAt, writing } }: { readonly watch: Watch }) {
  const { t, i18n } = useTranslation();
  const [stop, stopping] = useStopWatching(examId);
  return (
    <>
      <div className={styles.words}>
        <h2>{t(error === 'input-missing' ? 'watch.gone' : error === null ? 'watch.watching' : 'watch.trouble')}</h2>
        <p className={styles.folder}><Name lines={1}>{folder}</Name></p>
        {error === null ? null : <p className={styles.wrong} role="alert">{t(error === 'input-missing' ? 'watch.gone-do' : `error.${problemCode(error)}`)}</p>}
        <p className={styles.figures}>
          <span>{t('watch.batch')} <Name lines={1}>{batch}</Name></span>
          <span role="status">{t('watch.added', { count: added })}{lastFileAt === null ? '' : ` ${t('watch.last', { time: clockTime(lastFileAt, i18n.language) })}`}</span>
          {writing > 0 ? <span data-writing>{t('watch.writing', { count: writing })}</span> : null}
        </p>
        <p className="hint">{t('watch.when-done')}</p>
      </div>
      <Button variant="default" loading={stopping} onClick={stop}>{t('watch.stop')}</Button>
    </>
  );
}
