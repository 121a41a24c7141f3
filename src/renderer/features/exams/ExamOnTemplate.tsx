/** A new exam on sheets that somebody else printed: its questions as their template has them. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { stationLink } from '../../app/place.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { useGetTemplateQuery, useListTemplatesQuery } from '../templates/endpoints.ts';
import { draftFromTemplate } from './draft-from-template.ts';
import { ExamForm } from './ExamForm.tsx';
import styles from './ExamForm.module.css';

export function ExamOnTemplate({ templateId }: { readonly templateId: string | null }) {
  return templateId === null ? <ChooseTemplate /> : <WithTemplate key={templateId} templateId={templateId} />;
}

function ChooseTemplate() {
  const { t } = useTranslation();
  const { data, error, refetch } = useListTemplatesQuery({});
  if (data === undefined) return <Awaited error={error} again={refetch} title={t('templates.list-failed')} />;
  if (data.templates.length === 0) return <div className="card"><Empty title={t('templates.empty')}><p>{t('new-exam.no-template')}</p><a className="button" href={stationLink('templates')}>{t('new-exam.to-templates')}</a></Empty></div>;
  return (
    <section className={`card ${styles.list ?? ''}`} aria-label={t('new-exam.which-template')}>
      <p>{t('new-exam.which-template')}</p>
      <ul className={styles.templates}>{data.templates.map(({ templateId, name, fields }) => <li key={templateId}><a className="button" href={stationLink('new-exam', templateId)}><Name lines={1}>{name}</Name><span className="muted">{t('templates.sum', { count: fields })}</span></a></li>)}</ul>
    </section>
  );
}

function WithTemplate({ templateId }: { readonly templateId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useGetTemplateQuery({ params: { templateId } });
  const start = useMemo(() => (data === undefined ? null : draftFromTemplate(data, templateId)), [data, templateId]);
  if (start === null) return <Awaited error={error} again={refetch} title={t('templates.failed')} />;
  return <ExamForm start={start} draftName={`new-exam.${templateId}`} />;
}
