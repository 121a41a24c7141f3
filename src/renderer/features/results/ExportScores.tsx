/** Writes the result files, of everybody or of the class that is looked at, and hands them out, one by one, as downloads. Closing the box leaves the writing going on; its button stops it. */
import { Loader, Popover, Progress } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerOf } from '../../../contract/routes.ts';
import { useStation } from '../../app/station-context.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { bytesText } from '../../ui/bytes.ts';
import styles from './ExportScores.module.css';
import { exportsOf } from './exports.ts';
import { fileAbout, keptName } from './report-files.ts';

type KeptReport = AnswerOf<'createReport'>;

export function ExportScores({ examId, className }: { readonly examId: string; readonly className: string | null }) {
  const { t, i18n } = useTranslation();
  const { client } = useStation();
  const [open, setOpen] = useState(false);
  const exports = exportsOf(client);
  const written = useSyncExternalStore((changed) => exports.watch(changed), () => exports.of(examId));
  const report = written?.state === 'ready' ? written.made : undefined;
  const [fetching, setFetching] = useState<string | null>(null);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const begin = (): void => {
    setOpen(!open);
    setProblem(null);
    // What is being written still, of the same candidates, is what is wanted.
    if (!open && !(written?.state === 'working' && written.group === className)) void exports.start(examId, { lang: i18n.language === 'en' ? 'en' : 'zh', group: className });
  };
  const fetchFile = async ({ reportId, class: ofClass }: KeptReport, name: string): Promise<void> => {
    // The buttons stay enabled, as a disabled one would lose the focus.
    if (fetching !== null) return;
    setFetching(name);
    setProblem(null);
    try {
      await saveFile(await client.request('getReportFile', { params: { reportId, file: name } }), keptName(examId, ofClass, name));
    } catch (failure) {
      setProblem(problemOf(failure));
    }
    setFetching(null);
  };
  const stop = (): void => {
    exports.stop(examId);
    setOpen(false);
  };
  const trouble = problem ?? (written?.state === 'failed' ? written.problem : null);
  const files = report?.files.map((file) => ({ ...file, about: fileAbout(file.name) })) ?? [];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={360} withinPortal trapFocus returnFocus shadow="md">
      <Popover.Target><button type="button" className="button" onClick={begin}><Icon name="save" />{t(className === null ? 'results.export' : 'results.export-class')}</button></Popover.Target>
      <Popover.Dropdown aria-label={t('results.export')} className={styles.box ?? ''}>
        <div role="status">{written?.state === 'working' ? <p>{written.done === null ? t('results.writing') : t('results.writing-files', { done: written.done, count: written.of ?? written.done })}</p> : null}</div>
        {written?.state === 'working' ? (
          <div className={styles.busy}>
            <Progress className={styles.bar ?? ''} value={written.done === null || written.of === null ? 0 : (written.done / written.of) * 100} aria-label={t('results.writing')} />
            <button type="button" className="button small" onClick={stop}>{t('designer.cancel')}</button>
          </div>
        ) : null}
        {trouble === null ? null : <div role="alert"><ProblemText problem={trouble} /></div>}
        {files.length === 0 || report === undefined ? null : (
          <>
            {report.class === null ? null : <p><strong><Name lines={1}>{report.class}</Name></strong></p>}
            <p className="hint">{t(report.class === null ? 'results.written' : 'results.written-class')}</p>
            <ul className={styles.files}>
              {files.map(({ name, bytes, about }) => (
                <li key={name}>
                  <button type="button" className={styles.file} aria-disabled={fetching !== null} onClick={() => void fetchFile(report, name)}>
                    {fetching === name ? <Loader size={20} /> : <Icon name="file" />}
                    <span className={styles.what}><span>{about === null ? name : t(about)}</span><small>{name} · {bytesText(bytes)}</small></span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
