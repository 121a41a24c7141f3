/** Exams into one file, and out of one again. */
import { Button, Group, NativeSelect, Progress } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerOf } from '../../../contract/routes.ts';
import { goTo, stationLink } from '../../app/place.ts';
import { useShortcuts } from '../../app/shortcuts.tsx';
import { useStation } from '../../app/station-context.ts';
import { useListExamsQuery } from '../../store/api.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { bytesText } from '../../ui/bytes.ts';
import styles from './BackupPanel.module.css';
import { useCancelBackupMutation, useDiscardSentBackupMutation, useLatestBackupQuery, useStartBackupMutation } from './endpoints.ts';
import { RestoreDialog, type RestoreSource } from './RestoreDialog.tsx';

const lookEveryMs = 400;
const everyExam = '';
type Job = NonNullable<AnswerOf<'latestBackup'>['job']>;

/** `opened`: a backup that somebody opened with the app. */
export function BackupPanel({ opened }: { readonly opened: string | null }) {
  const { t } = useTranslation();
  const { client } = useStation();
  const { data: exams } = useListExamsQuery({});
  const [which, setWhich] = useState(everyExam);
  const [following, setFollowing] = useState(false);
  const { data, error: unread, refetch } = useLatestBackupQuery({}, { refetchOnMountOrArgChange: true, pollingInterval: following ? lookEveryMs : 0 });
  const [start] = useStartBackupMutation();
  /** From the press until the station's new job is known: the file of the one before is gone by then. */
  const [beginning, setBeginning] = useState(false);
  const [cancel] = useCancelBackupMutation();
  const [discard] = useDiscardSentBackupMutation();
  const [place, setPlace] = useState<string | null>(null);
  const [source, setSource] = useState<RestoreSource | null>(null);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const job = beginning ? null : data?.job ?? null;
  const running = job?.state === 'running';
  if (running !== following) setFollowing(running);
  const fromOutside: RestoreSource | null = opened === null ? null : { kind: 'path', path: opened };

  const refused = (error: unknown): void => setProblem(problemOf(error));
  const backUp = async (): Promise<void> => {
    setProblem(null);
    const name = which === everyExam ? 'zhiyue.zyexam' : `${which}.zyexam`;
    const to = window.zhiyue === undefined ? null : await window.zhiyue.choosePlace(name);
    if (window.zhiyue !== undefined && to === null) return;
    setPlace(to);
    setBeginning(true);
    try {
      await start({ body: { exams: which === everyExam ? 'all' : [which], to } }).unwrap();
      await refetch();
    } finally {
      setBeginning(false);
    }
  };
  const choose = async (): Promise<void> => {
    setProblem(null);
    setSource(window.zhiyue === undefined ? await sentFile((form) => client.request('sendBackup', { body: form })) : pathOf(await window.zhiyue.chooseFiles('backup')));
  };
  const download = async ({ jobId, fileName }: Job): Promise<void> => saveFile(await client.request('getBackupFile', { params: { jobId } }), fileName ?? 'backup.zyexam');
  const closed = (): void => {
    setSource(null);
    if (opened !== null) goTo(stationLink('settings'));
    void refetch();
  };
  const notNow = (): void => {
    // Gone already where it turned out to be no backup.
    if (source?.kind === 'sent') void discard({ params: { sent: source.sent } });
    closed();
  };
  useShortcuts([
    { keys: 'b', text: 'backup.do', act: () => { if (!running && !beginning) void backUp().catch(refused); } },
    { keys: 'r', text: 'backup.choose', act: () => { if (!running) void choose().catch(refused); } },
  ]);

  return (
    <section className={`card ${styles.panel ?? ''}`} aria-labelledby="backup-title">
      <h2 id="backup-title">{t('backup.title')}</h2>
      <p className="muted">{t('backup.about')}</p>
      <Group align="end" gap="sm">
        <NativeSelect className={styles.which ?? ''} label={t('backup.which')} value={which} onChange={(event) => setWhich(event.currentTarget.value)}
          data={[{ value: everyExam, label: t('backup.all') }, ...(exams?.ids ?? []).map((id) => ({ value: id, label: exams?.entities[id]?.title ?? id }))]} />
        <Button disabled={running || exams?.ids.length === 0} loading={beginning} onClick={() => void backUp().catch(refused)}>{t('backup.do')}</Button>
        <Button variant="default" disabled={running} onClick={() => void choose().catch(refused)}>{t('backup.choose')}</Button>
      </Group>
      {unread === undefined || data !== undefined ? null : <NotRead error={unread} again={refetch} />}
      {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
      {job === null ? null : (
        <div className={styles.job} role="status">
          <p>{t(`backup.${job.kind}-${job.state}`, { size: bytesText(job.bytes ?? 0), count: job.exams.length })}</p>
          {job.error === null ? null : <ProblemText problem={problemOf(job.error)} />}
          {running ? (
            <Group gap="sm" wrap="nowrap">
              <Progress className={styles.bar ?? ''} value={job.progress * 100} aria-label={t('backup.progress')} />
              <Button size="xs" variant="default" onClick={() => void cancel({ params: { jobId: job.jobId } }).then(() => refetch())}>{t('backup.cancel')}</Button>
            </Group>
          ) : job.kind === 'backup' && job.state === 'done' ? (
            window.zhiyue === undefined ? <Button size="xs" variant="default" onClick={() => void download(job).catch(refused)}>{t('backup.download')}</Button>
              : place === null ? null : <Button size="xs" variant="default" onClick={() => void window.zhiyue?.showInFolder(place)}>{t('backup.show')}</Button>
          ) : null}
        </div>
      )}
      {source === null && fromOutside === null ? null : <RestoreDialog key={opened ?? 'chosen'} source={source ?? fromOutside ?? { kind: 'path', path: '' }} onClose={notNow} onStarted={() => { closed(); setFollowing(true); }} />}
    </section>
  );
}

function pathOf(paths: readonly string[]): RestoreSource | null {
  return paths[0] === undefined ? null : { kind: 'path', path: paths[0] };
}

/** In a browser the file goes to the station first. */
function sentFile(send: (form: FormData) => Promise<{ readonly sent: string }>): Promise<RestoreSource | null> {
  const field = Object.assign(document.createElement('input'), { type: 'file', accept: '.zyexam' });
  return new Promise((resolve, reject) => {
    field.addEventListener('cancel', () => resolve(null));
    field.addEventListener('change', () => {
      const file = field.files?.[0];
      if (file === undefined) return resolve(null);
      const form = new FormData();
      form.append('file', file, file.name);
      send(form).then(({ sent }) => resolve({ kind: 'sent', sent, name: file.name }), reject);
    });
    field.click();
  });
}
