/** Templates of sheets that somebody else printed: which there are, a new one on a scan or from a file, and the editor of one. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationScreenProps } from '../../app/screen-names.ts';
import { goTo, stationLink } from '../../app/place.ts';
import { useStation } from '../../app/station-context.ts';
import { problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { objectIn } from '../../ui/object-in.ts';
import { aboutFile } from './about-file.ts';
import { useCreateTemplateMutation, useDeleteTemplateMutation, useImportTemplateMutation, useListTemplatesQuery } from './endpoints.ts';
import { leftAside } from './LeftAside.tsx';
import { freeTitle, titleOf } from './titles.ts';
import { referencePages, TemplateEditor } from './TemplateEditor.tsx';
import styles from './Templates.module.css';
import { drawnDraftSchema } from './use-kept.ts';

export function TemplatesScreen({ path: [templateId] }: StationScreenProps) {
  return templateId === undefined ? <TemplateList /> : <TemplateEditor key={templateId} templateId={templateId} />;
}

function TemplateList() {
  const { t } = useTranslation();
  const { drafts } = useStation();
  const { data, error, refetch } = useListTemplatesQuery({});
  const [create, { isLoading: creating }] = useCreateTemplateMutation();
  const [take, { isLoading: taking }] = useImportTemplateMutation();
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [notJson, setNotJson] = useState<string | null>(null);

  const begin = async (file: File): Promise<void> => {
    setProblem(null);
    setNotJson(null);
    try {
      const isFile = /\.json$/i.test(file.name);
      const json = isFile ? objectIn(await file.text()) : null;
      if (isFile && json === null) return setNotJson(file.name);
      const name = freeTitle(titleOf(file.name, json), data?.templates.map((template) => template.name) ?? []);
      if (json === null) {
        const { templateId, pages } = await create({ query: { name }, body: new Uint8Array(await file.arrayBuffer()) }).unwrap();
        if (pages > 1) drafts.keep(referencePages(templateId), { pages });
        return goTo(stationLink('templates', templateId));
      }
      const { templateId, leftAside: steps } = await take({ query: { name }, body: json }).unwrap();
      if (steps.length > 0) drafts.keep(leftAside(templateId), { steps });
      goTo(stationLink('templates', templateId));
    } catch (rejection) {
      setProblem(aboutFile(problemOfRejection(rejection), file.name));
    }
  };

  if (data === undefined) return <Awaited error={error} again={refetch} title={t('templates.list-failed')} />;
  const drop = <FileDrop label={t(creating || taking ? 'templates.reading-reference' : 'templates.new')} hint={t('templates.new-hint')} accept="image/*,.tif,.tiff,.pdf,.json" onFile={(file) => void begin(file)} />;
  return (
    <div className={styles.list}>
      {data.templates.length === 0 ? <div className="card"><Empty title={t('templates.empty')}><p>{t('templates.empty-do')}</p>{drop}</Empty></div> : (
        <>
          <ul className={styles.cards}>{data.templates.map((template) => <li key={template.templateId}><One {...template} onProblem={setProblem} /></li>)}</ul>
          {drop}
        </>
      )}
      {problem === null ? null : <div role="alert" className={`card ${styles.problem ?? ''}`}><ProblemText problem={problem} /></div>}
      {notJson === null ? null : <div role="alert" className={`card ${styles.problem ?? ''}`}>{t('templates.no-json')} <Name>{notJson}</Name></div>}
    </div>
  );
}

function One({ templateId, name, fields, updatedAt, onProblem }: { readonly templateId: string; readonly name: string; readonly fields: number; readonly updatedAt: string; readonly onProblem: (problem: RequestProblem) => void }) {
  const { t, i18n } = useTranslation();
  const { drafts } = useStation();
  const [asked, setAsked] = useState(false);
  const unsaved = drafts.read(`template.${templateId}`, drawnDraftSchema) !== null;
  const [remove, { isLoading }] = useDeleteTemplateMutation();
  const removed = async (): Promise<void> => {
    try {
      await remove({ params: { templateId } }).unwrap();
    } catch (rejection) {
      onProblem(problemOfRejection(rejection));
    }
  };
  return (
    <article className={`card ${styles.one ?? ''}`}>
      <h2><a href={stationLink('templates', templateId)}><Name lines={2}>{name}</Name></a></h2>
      <p className="muted">{t('templates.sum', { count: fields })} · {new Date(updatedAt).toLocaleDateString(i18n.language)}</p>
      {unsaved ? <p className={styles.unsaved}>{t('templates.unsaved')}</p> : null}
      {fields === 0 ? null : <a className="button small" title={t('templates.new-exam')} href={stationLink('new-exam', templateId)}><Icon name="plus" size={16} />{t('templates.new-exam-short')}</a>}
      {asked ? (
        <div className={styles.sure}><span>{t('templates.delete-sure')}</span><Button size="xs" variant="default" onClick={() => setAsked(false)}>{t('exam.keep')}</Button><Button size="xs" color="red" loading={isLoading} onClick={() => void removed()}>{t('templates.delete')}</Button></div>
      ) : <button type="button" className="button quiet small" aria-label={t('templates.delete-named', { name })} onClick={() => setAsked(true)}><Icon name="trash" size={16} />{t('templates.delete')}</button>}
    </article>
  );
}
