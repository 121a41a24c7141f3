/** One candidate in the table; drawn anew only when something of it changes, not whenever the table scrolls. */
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { examLink } from '../../app/place.ts';
import { Name } from '../../ui/Name.tsx';
import styles from './ScoreTable.module.css';
import type { ScoreRow } from './shown-scores.ts';
import { StatusBadge } from './StatusBadge.tsx';
import { pointsText } from './verdict.ts';

interface ScoreTableRowProps {
  readonly examId: string;
  readonly row: ScoreRow;
  readonly index: number;
  /** Pixels from the first row. */
  readonly start: number;
  readonly template: string;
  /** The questions whose cells are drawn. */
  readonly from: number;
  readonly to: number;
}

/** Columns before those of the questions. */
export const columnsBefore = 5;

export const ScoreTableRow = memo(function ScoreTableRow({ examId, row, index, start, template, from, to }: ScoreTableRowProps) {
  const { t } = useTranslation();
  return (
    <div role="row" aria-rowindex={index + 2} data-row={index} className={styles.row} style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}>
      <span role="cell"><a href={examLink(examId, 'results', row.candidateNo)}>{row.candidateNo}</a></span>
      <span role="cell"><Name lines={1}>{row.name}</Name></span>
      <span role="cell"><Name lines={1}>{row.class}</Name></span>
      <span role="cell"><StatusBadge status={row.status} /></span>
      <span role="cell" className={`${styles.figure ?? ''} ${styles.total ?? ''}`}>{row.total === null ? '—' : <>{pointsText(row.total)}<small> / {row.full}{row.unmarked > 0 ? <i>{t('results.unmarked', { points: pointsText(row.unmarked) })}</i> : null}</small></>}</span>
      {row.points.slice(from, to).map((points, i) => {
        const column = columnsBefore + 1 + from + i;
        return <span key={column} role="cell" aria-colindex={column} style={{ gridColumn: column }} className={styles.figure} data-none={points === null || points === 0 || undefined}>{points === null ? '·' : pointsText(points)}</span>;
      })}
    </div>
  );
});
