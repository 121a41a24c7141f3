/** What is in a backup, and what is to become of the exams that are there already. */
import { Button, Group, Modal, Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf, problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { dayAndTime } from '../../ui/times.ts';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import styles from './RestoreDialog.module.css';
import { useLookIntoBackupQuery, useStartRestoreMutation } from './endpoints.ts';

export type RestoreSource = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'sent'; readonly sent: string; readonly name: string };
const choices = ['keep', 'copy', 'replace'] as const;
type Choice = (typeof choices)[number];
const isChoice = (said: string): said is Choice => choices.some((choice) => choice === said);

export function RestoreDialog({ source, onClose, onStarted }: { readonly source: RestoreSource; readonly onClose: () => void; readonly onStarted: () => void }) {
  useFocusBack();
  const { t, i18n } = useTranslation();
  const from = source.kind === 'path' ? { path: source.path } : { sent: source.sent };
  const { data: contents, error, isFetching } = useLookIntoBackupQuery({ body: from });
  const [existing, setExisting] = useState<Choice>('keep');
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [start, { isLoading }] = useStartRestoreMutation();
  const here = contents?.exams.filter((exam) => exam.here) ?? [];
  const nothing = contents !== undefined && existing === 'keep' && here.length === contents.exams.length;
  const name = source.kind === 'path' ? source.path.split(/[/\\]/).at(-1) ?? '' : source.name;

  const restore = async (): Promise<void> => {
    try {
      await start({ body: { from, existing: here.length === 0 ? 'ask' : existing } }).unwrap();
      onStarted();
    } catch (rejection) {
      setProblem(problemOfRejection(rejection));
    }
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t('restore.title')} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); if (contents !== undefined && !nothing) void restore(); }}>
        <p><strong><Name>{name}</Name></strong>{contents === undefined ? null : <span className="muted"> · {t('restore.made', { time: dayAndTime(contents.at, i18n.language), version: contents.program })}</span>}</p>
        {isFetching ? <p className="muted" role="status">{t('restore.looking')}</p> : null}
        {error === undefined ? null : <div role="alert"><ProblemText problem={problemOf(error)} /></div>}
        {contents === undefined ? null : (
          <ul className={styles.exams} tabIndex={0} aria-label={t('restore.exams')}>
            {contents.exams.map((exam) => (
              <li key={exam.id}>
                <span className={styles.named}><Name lines={1}>{exam.title}</Name>{exam.here ? <small className={styles.here}>{t('restore.here')}</small> : null}</span>
                <small className="muted"><code>{exam.id}</code> {t('restore.exam', { pages: exam.pages, sheets: exam.sheets, time: dayAndTime(exam.updatedAt, i18n.language) })}</small>
                {exam.now === null ? null : <small className={exam.now.updatedAt > exam.updatedAt ? styles.newer : 'muted'}>{t('restore.now', { pages: exam.now.pages, sheets: exam.now.sheets, time: dayAndTime(exam.now.updatedAt, i18n.language) })}{exam.now.updatedAt > exam.updatedAt ? ` ${t('restore.newer')}` : ''}</small>}
              </li>
            ))}
          </ul>
        )}
        {here.length === 0 ? null : (
          <Radio.Group label={t('restore.existing', { count: here.length })} value={existing} onChange={(said) => { if (isChoice(said)) setExisting(said); }}>
            {choices.map((choice) => <Radio key={choice} mt="xs" value={choice} label={t(`restore.${choice}`)} description={t(`restore.${choice}-about`)} />)}
          </Radio.Group>
        )}
        {nothing ? <p className="hint" role="status">{t('restore.nothing')}</p> : null}
        {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
        <Group justify="flex-end">
          {/* What is on its way cannot have the focus, and would leave it behind the dialog. */}
          <Button variant="default" data-autofocus onClick={onClose}>{t('restore.not-now')}</Button>
          <Button type="submit" color={here.length > 0 && existing === 'replace' ? 'red' : 'ink'} disabled={contents === undefined || nothing} loading={isLoading}>{t(here.length > 0 && existing === 'replace' ? 'restore.do-replace' : 'restore.do')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
