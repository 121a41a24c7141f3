/** The answer sheets as they will be printed: every page in sight, blank or by name, to print or to keep as PDF. */
import { Button, NativeSelect, SegmentedControl, Select } from '@mantine/core';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExamScreenProps } from '../../app/screen-names.ts';
import { examLink } from '../../app/place.ts';
import { useStation } from '../../app/station-context.ts';
import { mayDo } from '../../../contract/access.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { useChangeExamMutation } from '../../store/settle.ts';
import { useExam } from '../../store/use-exam.ts';
import { Awaited, NotRead } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { useCheckExamQuery, useGetRosterQuery } from '../exams/endpoints.ts';
import { examAsFile, type ExamDetail } from '../exams/exam-as-file.ts';
import { languageNames, sheetLanguageOf } from '../exams/sheet-language.ts';
import { type Printing, printingsOf, type WantedSheets } from './printing.ts';
import { SheetPicture } from './SheetPicture.tsx';
import styles from './Sheets.module.css';
import { UnderWay } from './UnderWay.tsx';

type Kind = 'blank' | 'personal';

export function Sheets(props: ExamScreenProps) {
  const { t } = useTranslation();
  const { exam, error, refetch } = useExam(props.examId);
  if (exam === undefined) return <Awaited error={error} again={refetch} title={t('exam.failed')} />;
  return exam.template === null ? <OwnSheets {...props} exam={exam} /> : (
    <section className="card"><Empty title={t('sheets.elsewhere')}><p>{t('sheets.elsewhere-hint')}</p><p><Name lines={2}>{exam.template}</Name></p><a className="button" href={examLink(exam.id, 'scan')}>{t('sheets.elsewhere-scan')}</a></Empty></section>
  );
}

function OwnSheets({ examId, principal, exam }: ExamScreenProps & { readonly exam: Omit<ExamDetail, 'progress'> }) {
  const { t } = useTranslation();
  const { client } = useStation();
  const seesRoster = mayDo(principal, 'roster.read', examId);
  const { data: roster, error: noRoster, refetch: readRoster } = useGetRosterQuery({ params: { examId } }, { skip: !seesRoster });
  const [kind, setKind] = useState<Kind>('blank');
  const [group, setGroup] = useState<string | null>(null);
  const [changeExam, { isLoading: changing }] = useChangeExamMutation();
  const [testing, setTesting] = useState(false);
  const printings = printingsOf(client);
  const printing = useSyncExternalStore((changed) => printings.watch(changed), () => printings.of(examId));
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const file = useMemo(() => examAsFile(exam), [exam]);
  const mayDraw = mayDo(principal, 'exams.change', null);
  const { data: check } = useCheckExamQuery({ body: file }, { skip: !mayDraw });

  const candidates = roster?.candidates ?? [];
  const classes = [...new Set(candidates.map((candidate) => candidate.class))].filter((name) => name !== '').sort((a, b) => a.localeCompare(b, 'zh', { numeric: true }));
  const pages = check?.pagesPerSheet?.[kind] ?? exam.pagesPerSheet;
  const copies = kind === 'blank' ? 1 : candidates.filter((candidate) => group === null || candidate.class === group).length;

  const refused = (reason: unknown): void => setProblem(problemOf(reason));
  const print = (to: WantedSheets['to']): void => {
    setProblem(null);
    void printings.start(examId, { kind, group: kind === 'personal' ? group : null, sheets: copies, to });
  };
  const testPage = async (): Promise<void> => {
    setTesting(true);
    setProblem(null);
    const { page } = exam;
    try {
      await saveFile(await client.request('getTestPage', { query: { page } }), `test-page-${page}.pdf`);
    } catch (failed) {
      refused(failed);
    } finally {
      setTesting(false);
    }
  };
  const drawing = printing?.state === 'working' ? printing.to : null;
  const fileName = ({ kind: which, group: of }: Printing): string => `${examId}-${which}${of === null ? '' : `-${of}`}.pdf`;

  return (
    <div className={styles.designer}>
      <section className={`card ${styles.options ?? ''}`} aria-label={t('designer.options')}>
        <SegmentedControl fullWidth value={kind} onChange={(chosen) => setKind(chosen === 'personal' ? 'personal' : 'blank')} aria-label={t('designer.kind')} data={[{ value: 'blank', label: t('designer.blank') }, { value: 'personal', label: t('designer.personal'), disabled: candidates.length === 0 }]} />
        {noRoster !== undefined && roster === undefined ? <NotRead error={noRoster} again={readRoster} /> : <p className="hint">{t(candidates.length === 0 ? 'designer.no-roster' : `designer.${kind}-hint`)}</p>}
        {kind === 'personal' && classes.length > 1 ? <Select label={t('designer.class')} data={classes} value={group} onChange={setGroup} placeholder={t('designer.all-classes')} clearable clearButtonProps={{ 'aria-label': t('designer.all-classes') }} searchable={classes.length > 8} /> : null}
        {mayDraw ? <NativeSelect label={t('sheet.language')} value={exam.language} disabled={changing} onChange={(event) => void changeExam({ params: { examId }, body: { revision: exam.revision, language: sheetLanguageOf(event.currentTarget.value) } })} data={languageNames} /> : null}
        <dl className={styles.figures}>
          <div><dt>{t('designer.paper')}</dt><dd>{exam.page}</dd></div>
          <div><dt>{t('new-exam.pages')}</dt><dd>{pages}</dd></div>
          <div><dt>{t('designer.in-all')}</dt><dd>{pages * copies}</dd></div>
        </dl>
        <Button leftSection={<Icon name="print" size={18} />} loading={drawing === 'print'} disabled={drawing !== null} onClick={() => print('print')}>{t('designer.print')}</Button>
        <Button variant="default" leftSection={<Icon name="save" size={18} />} loading={drawing === 'save'} disabled={drawing !== null} onClick={() => print('save')}>{t('designer.save')}</Button>
        {printing === null ? null : <UnderWay printing={printing} fileName={fileName} onEnd={() => printings.stop(examId)} onProblem={refused} />}
        <hr className={styles.line} />
        <div><strong>{t('designer.test-page')}</strong><p className="hint">{t('designer.test-page-hint')}</p></div>
        <Button variant="default" loading={testing} onClick={() => void testPage()}>{t('designer.test-page-save')}</Button>
        {problem === null ? null : <div role="alert" className={styles.problem}><ProblemText problem={problem} /></div>}
      </section>
      {mayDraw ? (
        <ol className={styles.pages} aria-label={t('designer.pages')}>
          {Array.from({ length: pages }, (_, i) => (
            <li key={i}>
              <SheetPicture file={file} kind={kind} page={i + 1} width={900} />
              <span className="muted">{t('designer.page-of', { page: i + 1, pages })}{kind === 'personal' ? ` · ${t('designer.invented')}` : ''}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}
