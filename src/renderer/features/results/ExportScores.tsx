/** Writes the result files and hands them out, one by one, as downloads. */
import { Loader, Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStation } from '../../app/station-context.ts';
import { problemOf, problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { Icon } from '../../ui/Icon.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { bytesText } from './bytes.ts';
import { useCreateReportMutation } from './endpoints.ts';
import styles from './ExportScores.module.css';
import { fileAbout } from './report-files.ts';

export function ExportScores({ examId }: { readonly examId: string }) {
  const { t, i18n } = useTranslation();
  const { client } = useStation();
  const [open, setOpen] = useState(false);
  const [write, { data: report, isLoading, error }] = useCreateReportMutation();
  const [fetching, setFetching] = useState<string | null>(null);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const begin = (): void => {
    setOpen(!open);
    setProblem(null);
    if (!open) void write({ params: { examId }, body: { lang: i18n.language === 'en' ? 'en' : 'zh' } });
  };
  const fetchFile = async (reportId: string, name: string): Promise<void> => {
    setFetching(name);
    setProblem(null);
    try {
      await saveFile(await client.request('getReportFile', { params: { reportId, file: name } }), `${examId}-${name}`);
    } catch (failure) {
      setProblem(problemOf(failure));
    }
    setFetching(null);
  };
  const trouble = problem ?? (error === undefined ? null : problemOfRejection(error));
  const files = report?.files.map((file) => ({ ...file, about: fileAbout(file.name) })) ?? [];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={360} withinPortal trapFocus shadow="md">
      <Popover.Target><button type="button" className="button" onClick={begin}><Icon name="save" />{t('results.export')}</button></Popover.Target>
      <Popover.Dropdown aria-label={t('results.export')} className={styles.box ?? ''}>
        <div role="status">{isLoading ? <p className={styles.busy}><Loader size="sm" /> {t('results.writing')}</p> : null}</div>
        {trouble === null ? null : <div role="alert"><ProblemText problem={trouble} /></div>}
        {isLoading || files.length === 0 || report === undefined ? null : (
          <>
            <p className="hint">{t('results.written')}</p>
            <ul className={styles.files}>
              {files.map(({ name, bytes, about }) => (
                <li key={name}>
                  <button type="button" className={styles.file} disabled={fetching !== null} onClick={() => void fetchFile(report.reportId, name)}>
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
