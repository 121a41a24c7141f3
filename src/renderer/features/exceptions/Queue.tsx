/** What waits, by kind; only the rows in sight are there. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanException } from '../../store/api.ts';
import { Name } from '../../ui/Name.tsx';
import { personOf, rowsOf } from './queue.ts';
import styles from './Queue.module.css';

const rowPx = 52;
const headPx = 34;

export function Queue({ ordered, currentId, onChoose }: { readonly ordered: readonly ScanException[]; readonly currentId: string | null; readonly onChoose: (exceptionId: string) => void }) {
  const { t } = useTranslation();
  const rows = useMemo(() => rowsOf(ordered), [ordered]);
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: (i) => (rows[i] !== undefined && 'count' in rows[i] ? headPx : rowPx), overscan: 8 });
  const at = rows.findIndex((row) => 'exception' in row && row.exception.exceptionId === currentId);
  useEffect(() => virtual.measure(), [rows, virtual]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  return (
    <div ref={scroll} className={styles.scroll} tabIndex={-1}>
      <ul className={styles.rows} style={{ blockSize: virtual.getTotalSize() }} aria-label={t('exceptions.queue')}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li key={'count' in row ? row.kind : row.exception.exceptionId} className={styles.row} style={{ insetBlockStart: start, blockSize: size }}>
              {'count' in row ? <span className={styles.kind}><span>{t(`kind.${row.kind}`)}</span> <b>{row.count}</b></span> : <One exception={row.exception} current={row.exception.exceptionId === currentId} onChoose={onChoose} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const One = memo(function One({ exception, current, onChoose }: { readonly exception: ScanException; readonly current: boolean; readonly onChoose: (exceptionId: string) => void }) {
  const { t } = useTranslation();
  const { exceptionId, field, sourceFile, sourcePage, candidateNo, value } = exception;
  const about = field === '' || field === 'candidate' ? null : t('exceptions.question', { no: field });
  const title = about ?? (field === 'candidate' ? value ?? t('exceptions.no-number') : candidateNo ?? sourceFile ?? '');
  const under = [about !== null || field === 'candidate' ? candidateNo ?? '' : personOf(exception), sourceFile === null ? '' : sourcePage !== null && sourcePage > 1 ? `${sourceFile}:${sourcePage}` : sourceFile].filter((text) => text !== '' && text !== title).join(' · ');
  return (
    <button type="button" className={styles.one} data-exception={exceptionId} aria-current={current || undefined} onClick={() => onChoose(exceptionId)}>
      <span className={styles.title}><Name lines={1}>{title}</Name>{about !== null && value !== null && value !== '' ? <span className={styles.value}><Name lines={1}>{value}</Name></span> : null}</span>
      <span className={styles.under}><Name lines={1}>{under}</Name></span>
    </button>
  );
});
