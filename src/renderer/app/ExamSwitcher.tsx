/** The exam at hand, and the way to the same screen of another one. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { examAdapter, useListExamsQuery } from '../store/api.ts';
import { examLink, goTo } from './place.ts';
import type { ExamScreenName } from './screen-names.ts';

const { selectAll } = examAdapter.getSelectors();

export function ExamSwitcher({ examId, screen }: { readonly examId: string; readonly screen: ExamScreenName }) {
  const { t } = useTranslation();
  const { data } = useListExamsQuery({});
  const exams = (data === undefined ? [] : selectAll(data)).filter(({ id, archived }) => !archived || id === examId).map(({ id, title }) => ({ value: id, label: title }));
  return (
    <Select
      // Of an exam that somebody else deleted meanwhile the title would stay.
      key={exams.some(({ value }) => value === examId) ? 'there' : 'gone'} placeholder={data === undefined ? '' : t('exam.gone')}
      aria-label={t('nav.this-exam')} data={exams} value={examId} onChange={(chosen) => chosen !== null && goTo(examLink(chosen, screen))} allowDeselect={false}
      searchable={exams.length > 6} nothingFoundMessage={t('nav.no-such-exam')} maxDropdownHeight={360} size="sm" mb={6} comboboxProps={{ width: 280, position: 'bottom-start' }} styles={{ input: { fontWeight: 600, textOverflow: 'ellipsis' } }}
    />
  );
}
