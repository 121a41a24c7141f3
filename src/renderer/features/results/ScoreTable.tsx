/** Everybody's scores: only the rows and questions in sight are drawn. Arrow keys go from row to row, Enter opens one. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useRowHeight } from '../../ui/row-height.ts';
import styles from './ScoreTable.module.css';
import { columnsBefore, ScoreTableRow } from './ScoreTableRow.tsx';
import type { ScoreRow, Wanted } from './shown-scores.ts';
import { columnWidth, useColumnsInSight } from './use-columns-in-sight.ts';

interface ScoreTableProps {
  readonly examId: string;
  readonly rows: readonly ScoreRow[];
  /** With a column for each of these; none: totals only. */
  readonly questions: readonly string[];
  readonly order: Wanted['order'];
  readonly onOrder: (order: Wanted['order']) => void;
}

/** Pixels, as in the style sheet. */
const finePx = 38;
const nextOrder = { roster: 'best', best: 'weakest', weakest: 'roster' } as const;
const ariaSort = { roster: 'none', best: 'descending', weakest: 'ascending' } as const;
const arrows = { roster: '↕', best: '↓', weakest: '↑' } as const;
const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY };

export const ScoreTable = memo(function ScoreTable({ examId, rows, questions, order, onOrder }: ScoreTableProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const rowPx = useRowHeight(finePx);
  // Rows have one height, and none is measured: nothing has to be drawn at once.
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => rowPx, overscan: 8, useFlushSync: false });
  const total = useRef<HTMLSpanElement>(null);
  const { from, to } = useColumnsInSight(box, total, questions.length);
  const template = `minmax(7rem, 9rem) minmax(9rem, 1fr) minmax(6rem, 9rem) minmax(8.5rem, 11rem) 9.5rem${questions.length === 0 ? '' : ` repeat(${questions.length}, ${columnWidth}px)`}`;
  // A row far away is drawn some time after the table has scrolled there.
  const wanted = useRef<number | null>(null);
  const focusWanted = (): void => {
    const link = wanted.current === null ? null : box.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"] a`) ?? null;
    if (link === null) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  };
  useEffect(focusWanted);
  const onKey = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = steps[event.key];
    if (step === undefined || !(event.target instanceof HTMLElement)) return;
    event.preventDefault();
    const focused = Number(event.target.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? -1);
    const next = Math.max(0, Math.min(rows.length - 1, focused + step));
    virtual.scrollToIndex(next);
    wanted.current = next;
    focusWanted();
  };
  return (
    <div ref={box} className={`card ${styles.box ?? ''}`} onKeyDown={onKey} tabIndex={0} role="region" aria-label={t('results.scores')}>
      <div role="table" aria-label={t('results.scores')} aria-rowcount={rows.length + 1} aria-colcount={columnsBefore + questions.length} className={styles.table}>
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={styles.row} style={{ gridTemplateColumns: template }}>
            <span role="columnheader">{t('results.number')}</span><span role="columnheader">{t('results.name')}</span><span role="columnheader">{t('results.class')}</span><span role="columnheader">{t('results.status')}</span>
            <span ref={total} role="columnheader" aria-sort={ariaSort[order]} className={styles.figure}><button type="button" className={styles.sort} onClick={() => onOrder(nextOrder[order])} title={t(`results.order.${nextOrder[order]}`)}>{t('results.total')} <span aria-hidden="true">{arrows[order]}</span></button></span>
            {questions.map((no) => <span key={no} role="columnheader" className={styles.figure}>{no}</span>)}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={{ blockSize: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : <ScoreTableRow key={row.candidateNo} examId={examId} row={row} index={index} start={start} template={template} from={from} to={to} />;
          })}
        </div>
      </div>
    </div>
  );
});
