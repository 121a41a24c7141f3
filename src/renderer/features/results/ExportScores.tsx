/** Writes the result files, of everybody or of the class that is looked at, and hands them out, one by one, as downloads. */
import { Loader, Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerOf } from '../../../contract/routes.ts';
import { useStation } from '../../app/station-context.ts';
import { problemOf, problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { bytesText } from '../../ui/bytes.ts';
import { useCreateReportMutation } from './endpoints.ts';
import styles from './ExportScores.module.css';
import { fileAbout, keptName } from './report-files.ts';

type KeptReport = AnswerOf<'createReport'>;

export function ExportScores({ examId, className }: { readonly examId: string; readonly className: string | null }) {
  const { t, i18n } = useTranslation();
  const { client } = useStation();
  const [open, setOpen] = useState(false);
  const [write, { data: report, isLoading, error }] = useCreateReportMutation();
  const [fetching, setFetching] = useState<string | null>(null);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const begin = (): void => {
    setOpen(!open);
    setProblem(null);
    if (!open) void write({ params: { examId }, body: { lang: i18n.language === 'en' ? 'en' : 'zh', ...(className === null ? {} : { class: className }) } });
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
  const trouble = problem ?? (error === undefined ? null : problemOfRejection(error));
  const files = report?.files.map((file) => ({ ...file, about: fileAbout(file.name) })) ?? [];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={360} withinPortal trapFocus returnFocus shadow="md">
      <Popover.Target><button type="button" className="button" onClick={begin}><Icon name="save" />{t(className === null ? 'results.export' : 'results.export-class')}</button></Popover.Target>
      <Popover.Dropdown aria-label={t('results.export')} className={styles.box ?? ''}>
        <div role="status">{isLoading ? <p className={styles.busy}><Loader size="sm" /> {t('results.writing')}</p> : null}</div>
        {trouble === null ? null : <div role="alert"><ProblemText problem={trouble} /></div>}
        {isLoading || files.length === 0 || report === undefined ? null : (
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
