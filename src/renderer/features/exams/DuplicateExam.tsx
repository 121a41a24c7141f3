/** A copy of an exam under another name: questions, key and rules, the roster if wanted; never its scans. */
import { Button, Checkbox, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExamSummary } from '../../../contract/routes/exams.ts';
import { examLink, goTo } from '../../app/place.ts';
import { examAdapter, useListExamsQuery } from '../../store/api.ts';
import { problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { useDuplicateExamMutation } from './endpoints.ts';

const { selectIds } = examAdapter.getSelectors();

/** `math-8-mid`, then `math-8-mid-2`, `math-8-mid-3`. */
function nextId(id: string, taken: readonly string[]): string {
  const base = id.replace(/-\d+$/, '').slice(0, 36);
  for (let n = 2; ; n++) if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`;
}

/** As long as a title may be; what says that it is a copy stays. */
function copyTitle(title: string, copyOf: (title: string) => string): string {
  const letters = [...title];
  while (copyOf(letters.join('')).length > mostTitle && letters.length > 0) letters.pop();
  return copyOf(letters.join(''));
}
const mostTitle = 100;

export function DuplicateExam({ exam, onClose }: { readonly exam: ExamSummary; readonly onClose: () => void }) {
  useFocusBack();
  const { t } = useTranslation();
  const { data: exams } = useListExamsQuery({});
  const [title, setTitle] = useState(() => copyTitle(exam.title, (of) => t('exam.copy-title', { title: of })));
  const [id, setId] = useState(() => nextId(exam.id, exams === undefined ? [] : selectIds(exams)));
  const [roster, setRoster] = useState(exam.candidates !== null);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [duplicate, { isLoading }] = useDuplicateExamMutation();
  const sound = title.trim() !== '' && /^[a-z0-9-]{1,40}$/.test(id);

  const copy = async (): Promise<void> => {
    try {
      await duplicate({ params: { examId: exam.id }, body: { id, title, roster } }).unwrap();
      onClose();
      goTo(examLink(id));
    } catch (rejection) {
      setProblem(problemOfRejection(rejection));
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('exam.duplicate')} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <form noValidate onSubmit={(event) => { event.preventDefault(); if (sound) void copy(); }}>
        <p className="hint">{t('exam.duplicate-what')}</p>
        <TextInput mt="sm" label={t('new-exam.title')} value={title} maxLength={mostTitle} onChange={(event) => setTitle(event.currentTarget.value)} error={title.trim() === '' ? t('fault.title') : null} data-autofocus />
        <TextInput mt="sm" label={t('new-exam.id')} value={id} maxLength={40} spellCheck={false} onChange={(event) => setId(event.currentTarget.value)} error={/^[a-z0-9-]{1,40}$/.test(id) ? null : t('fault.id')} />
        {exam.candidates === null ? null : <Checkbox mt="sm" label={t('exam.with-roster', { count: exam.candidates })} checked={roster} onChange={(event) => setRoster(event.currentTarget.checked)} />}
        {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>{t('change.back')}</Button>
          <Button type="submit" disabled={!sound} loading={isLoading}>{t('exam.duplicate-do')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
