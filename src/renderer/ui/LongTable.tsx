/** A table of any length that draws only the rows in sight. Columns have fixed widths (as in CSS grids), so that nothing jumps while it is scrolled. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useMemo, useRef } from 'react';
import styles from './LongTable.module.css';
import { useRowHeight } from './row-height.ts';

export interface LongColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** `6rem`, `1fr`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
}

interface LongTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly LongColumn<Row>[];
  /** Of the part in sight, at most: `20rem`. */
  readonly height: string;
}

/** Pixels, as in the style sheet. */
const finePx = 36;

export function LongTable<Row>({ label, rows, rowKey, columns, height }: LongTableProps<Row>) {
  const scroll = useRef<HTMLDivElement>(null);
  const rowPx = useRowHeight(finePx);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => rowPx, overscan: 12 });
  const grid = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  return (
    <div ref={scroll} className={styles.scroll} style={{ maxBlockSize: height }} role="table" aria-label={label} aria-rowcount={rows.length + 1} tabIndex={0}>
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.row} style={grid}>{columns.map(({ id, title }) => <span key={id} role="columnheader" className={styles.cell}>{title}</span>)}</div>
      </div>
      <div role="rowgroup" className={styles.body} style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : <Drawn key={rowKey(row)} row={row} columns={columns} index={index} start={start} grid={grid.gridTemplateColumns} />;
        })}
      </div>
    </div>
  );
}

interface RowProps<Row> {
  readonly row: Row;
  readonly columns: readonly LongColumn<Row>[];
  readonly index: number;
  /** Pixels from the first row. */
  readonly start: number;
  readonly grid: CSSProperties['gridTemplateColumns'];
}

/** Drawn anew when whoever shows the table is, not whenever the table scrolls. */
function Drawn<Row>({ row, columns, index, start, grid }: RowProps<Row>) {
  return useMemo(() => (
    <div role="row" aria-rowindex={index + 2} className={styles.row} style={{ gridTemplateColumns: grid, transform: `translateY(${start}px)` }}>
      {columns.map(({ id, cell }) => <span key={id} role="cell" className={styles.cell}>{cell(row)}</span>)}
    </div>
  ), [row, columns, index, start, grid]);
}
