/** Whom to show: search, class, status, and whether each question has a column. */
import { Select, Switch, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { scoreStatus } from '../../../contract/routes/results.ts';
import { useShortcuts } from '../../app/shortcuts.tsx';
import { Icon } from '../../ui/Icon.tsx';
import styles from './ScoreFilter.module.css';
import { classesOf, type ScoreRow, type Wanted } from './shown-scores.ts';

interface ScoreFilterProps {
  readonly rows: readonly ScoreRow[];
  readonly wanted: Wanted;
  readonly onWanted: (wanted: Wanted) => void;
  readonly questions: boolean;
  readonly onQuestions: (questions: boolean) => void;
  /** Nothing but the class matters. */
  readonly classOnly: boolean;
}

export function ScoreFilter({ rows, wanted, onWanted, questions, onQuestions, classOnly }: ScoreFilterProps) {
  const { t } = useTranslation();
  const search = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: '/', text: 'results.search-key', act: () => search.current?.focus() }]);
  const counts = new Map<string, number>();
  for (const { status } of rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  return (
    <div className={styles.filter}>
      {classOnly ? null : (
        <TextInput
          ref={search} type="search" className={styles.search ?? ''} leftSection={<Icon name="search" size={16} />} aria-label={t('results.search')} placeholder={t('results.search')} dir="auto" aria-keyshortcuts="/"
          value={wanted.text} onChange={(event) => onWanted({ ...wanted, text: event.currentTarget.value })} onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      )}
      <Select className={styles.select ?? ''} aria-label={t('results.class')} placeholder={t('results.all-classes')} clearable clearButtonProps={{ 'aria-label': t('results.show-all') }} data={[...classesOf(rows)]} value={wanted.class} onChange={(name) => onWanted({ ...wanted, class: name })} searchable={classesOf(rows).length > 8} nothingFoundMessage={t('results.none-match')} />
      {classOnly ? null : (
        <>
          <Select
            className={styles.select ?? ''} aria-label={t('results.status')} placeholder={t('results.all-statuses')} clearable clearButtonProps={{ 'aria-label': t('results.show-all') }} value={wanted.status}
            data={scoreStatus.options.filter((status) => counts.has(status)).map((status) => ({ value: status, label: t('results.with-count', { what: t(`status.${status}`), count: counts.get(status) ?? 0 }) }))}
            onChange={(chosen) => onWanted({ ...wanted, status: scoreStatus.options.find((status) => status === chosen) ?? null })}
          />
          <Switch className={styles.switch ?? ''} label={t('results.each-question')} checked={questions} onChange={(event) => onQuestions(event.currentTarget.checked)} />
        </>
      )}
    </div>
  );
}
