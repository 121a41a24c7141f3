/** An exam described in a form. The station checks it while it is typed; what it finds stands at the field, once somebody has been there. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { examLink, goTo } from '../../app/place.ts';
import { useDraft } from '../../app/use-draft.ts';
import { examAdapter, useListExamsQuery } from '../../store/api.ts';
import { problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { SheetPicture } from '../designer/SheetPicture.tsx';
import { useCheckExamQuery, useCreateExamMutation } from './endpoints.ts';
import { type ExamDraft, examDraftSchema, fileOf, type GroupDraft, keyFault, newDraft, newGroup, printedOf, questionTypes, suggestedId } from './exam-draft.ts';
import { faultsByField } from './exam-faults.ts';
import styles from './ExamForm.module.css';
import { useFaultText } from './fault-text.ts';
import { GroupFields } from './GroupFields.tsx';
import { PrintedElsewhere } from './PrintedElsewhere.tsx';
import { languageNames, sheetLanguageOf } from './sheet-language.ts';
import { useSettled } from './use-settled.ts';

const { selectIds } = examAdapter.getSelectors();
const fileSchema = z.record(z.string(), z.unknown());
const freshId = (): string => Math.random().toString(36).slice(2);

interface ExamFormProps {
  /** What is in it before anything is entered; left out: a new exam on sheets of ours. */
  readonly start?: ExamDraft;
  readonly draftName?: string;
}

export function ExamForm({ start, draftName = 'new-exam' }: ExamFormProps) {
  const { t, i18n } = useTranslation();
  const { data: exams } = useListExamsQuery({});
  const [blank, setBlank] = useState<ExamDraft>(() => start ?? newDraft(freshId()));
  const [entered, setDraft, endDraft] = useDraft(draftName, examDraftSchema);
  const draft = entered ?? blank;
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  const [sent, setSent] = useState<RequestProblem | null>(null);
  const [create, { isLoading: creating }] = useCreateExamMutation();
  const faultText = useFaultText();

  const id = draft.id ?? suggestedId(draft, exams === undefined ? [] : selectIds(exams));
  const language = draft.language ?? sheetLanguageOf(i18n.language);
  const file = useMemo(() => fileOf({ ...draft, language }, id), [draft, id, language]);
  const settled = useSettled(file, 350);
  // Typing the key draws no new picture.
  const printed = JSON.stringify(printedOf(file, draft, t('new-exam.title')));
  const sheet = useSettled(useMemo(() => fileSchema.parse(JSON.parse(printed)), [printed]), 350);
  const { currentData: drawn, error: notDrawn, refetch: drawAgain } = useCheckExamQuery({ body: sheet });
  const { currentData: check } = useCheckExamQuery({ body: settled });
  const faults = useMemo(() => faultsByField(sent?.faults ?? check?.faults ?? []), [sent, check]);
  const questionsFault = faults.get('questions');

  const change = (changes: Partial<ExamDraft>): void => { setSent(null); setDraft({ ...draft, ...changes }); };
  const visit = (field: string): void => { if (!visited.has(field)) setVisited(new Set(visited).add(field)); };
  const faultAt = (field: string): string | null => {
    const fault = faults.get(field);
    return fault !== undefined && (sent !== null || visited.has(field)) ? faultText(field, fault) : null;
  };
  const changeGroup = (at: number, changes: Partial<GroupDraft>): void => change({ groups: draft.groups.map((group, i) => (i === at ? { ...group, ...changes } : group)) });
  const add = (group: GroupDraft): void => change({ groups: [...draft.groups, group] });

  const save = async (): Promise<void> => {
    if (draft.groups.some((group) => keyFault(group) !== null)) {
      document.querySelector<HTMLElement>('textarea[aria-invalid=true]')?.focus();
      return;
    }
    try {
      await create({ body: file }).unwrap();
      endDraft();
      goTo(examLink(id));
    } catch (rejection) {
      const problem = problemOfRejection(rejection);
      setSent(problem);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    }
  };

  const startAgain = (): void => {
    endDraft();
    setBlank(start ?? newDraft(freshId()));
    setVisited(new Set());
    setSent(null);
  };

  return (
    <form className={styles.form} noValidate onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <div className={styles.fields}>
        <section className={`card ${styles.head ?? ''}`} aria-label={t('new-exam.about')}>
          <TextInput className={styles.wide ?? ''} label={t('new-exam.title')} value={draft.title} onChange={(event) => change({ title: event.currentTarget.value })} onBlur={() => visit('title')} error={faultAt('title')} maxLength={100} data-autofocus autoFocus required withAsterisk={false} />
          <TextInput label={t('new-exam.subject')} value={draft.subject} onChange={(event) => change({ subject: event.currentTarget.value })} onBlur={() => visit('subject')} error={faultAt('subject')} maxLength={50} />
          <TextInput label={t('new-exam.id')} description={t('new-exam.id-hint')} inputWrapperOrder={['label', 'input', 'description', 'error']} value={id} onChange={(event) => change({ id: event.currentTarget.value })} onBlur={() => visit('id')} error={faultAt('id')} maxLength={40} spellCheck={false} />
          {draft.template === null ? (
            <>
              <NativeSelect label={t('new-exam.paper')} value={draft.page} onChange={(event) => change({ page: event.currentTarget.value === 'A3' ? 'A3' : event.currentTarget.value === 'Letter' ? 'Letter' : 'A4' })} data={['A4', 'A3', 'Letter']} />
              <NativeSelect label={t('sheet.language')} value={language} onChange={(event) => change({ language: sheetLanguageOf(event.currentTarget.value) })} data={languageNames} />
            </>
          ) : null}
          <TextInput label={t('new-exam.digits')} inputMode="numeric" value={draft.candidateDigits} onChange={(event) => change({ candidateDigits: event.currentTarget.value })} onBlur={() => visit('candidateDigits')} error={faultAt('candidateDigits')} />
        </section>
        {draft.groups.map((group, i) => (
          <GroupFields
            key={group.id} group={group} at={i} groups={draft.groups.length} faultAt={(field) => faultAt(`${i}.${field}`)} onVisit={(field) => visit(`${i}.${field}`)} onChange={(changes) => changeGroup(i, changes)}
            onRemove={() => change({ groups: draft.groups.filter((_group, j) => j !== i) })}
            onMove={(by) => change({ groups: moved(draft.groups, i, i + by) })}
          />
        ))}
        <div className={styles.add} role="group" aria-label={t('new-exam.add')}>
          <span className="muted">{t('new-exam.add')}</span>
          {questionTypes.map((type) => <button key={type} type="button" className="button small" onClick={() => add(newGroup(type, freshId(), draft.groups))}><Icon name="plus" size={16} />{t(`question.${type}`)}</button>)}
        </div>
        {questionsFault !== undefined && (sent !== null || draft.groups.length === 0 || draft.template !== null) ? <p className={styles.fault} role="alert">{faultText('questions', questionsFault)}</p> : null}
      </div>
      <aside className={`card ${styles.sum ?? ''}`} aria-label={t('new-exam.sum')}>
        <dl className={styles.figures} aria-live="polite">
          <div><dt>{t('new-exam.questions')}</dt><dd>{drawn?.questions ?? '–'}</dd></div>
          <div><dt>{t('new-exam.full')}</dt><dd>{drawn?.full ?? '–'}</dd></div>
          {draft.template === null ? <div><dt>{t('new-exam.pages')}</dt><dd>{drawn?.pagesPerSheet?.blank ?? '–'}</dd></div> : null}
        </dl>
        {drawn === undefined && notDrawn !== undefined ? <NotRead error={notDrawn} again={drawAgain} /> : draft.template !== null ? <PrintedElsewhere name={draft.template.name} templateId={draft.template.templateId} hasNumber={draft.template.hasNumber} /> : <SheetPicture file={drawn?.ok === true ? sheet : null} kind="blank" page={1} width={500} />}
        {sent === null || sent.faults.length > 0 ? null : <div role="alert" className={styles.fault}><ProblemText problem={sent} /></div>}
        {sent !== null && sent.faults.length > 0 ? <p role="alert" className={styles.fault}>{t('new-exam.faults', { count: faults.size })}</p> : null}
        {[...faults].filter(([field]) => field.startsWith('template')).map(([field, fault]) => <p key={field} role="alert" className={styles.fault}>{faultText(field, fault)}</p>)}
        <Button type="submit" loading={creating} fullWidth>{t('new-exam.create')}</Button>
        {entered === null ? null : <Button variant="subtle" color="gray" fullWidth onClick={startAgain}>{t('new-exam.again')}</Button>}
      </aside>
    </form>
  );
}

function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return list;
  const rest = list.filter((_item, i) => i !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
