/** A chart with its words: what it shows in a sentence, and its figures as a table for who cannot see or wants the numbers. */
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Chart.module.css';

interface ChartProps {
  readonly title: string;
  readonly words: string;
  readonly head?: ReactNode;
  /** Width and height of the drawing's own units. */
  readonly size: readonly [width: number, height: number];
  /** Headings, then rows. */
  readonly table: { readonly heads: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly children: ReactNode;
}

export function Chart({ title, words, head, size: [width, height], table, children }: ChartProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <figure className={`card ${styles.chart ?? ''}`} aria-labelledby={`${id}-h`}>
      <div className={styles.head}><h2 id={`${id}-h`}>{title}</h2>{head}</div>
      <figcaption className={styles.words}><bdi dir="auto">{words}</bdi></figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-t ${id}-d`} className={styles.svg}>
        <title id={`${id}-t`}>{title}</title>
        <desc id={`${id}-d`}>{words}</desc>
        {children}
      </svg>
      <details className={styles.figures}>
        <summary>{t('analysis.figures')}</summary>
        <div className={styles.scroll} tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead><tr>{table.heads.map((heading) => <th key={heading} scope="col">{heading}</th>)}</tr></thead>
            <tbody>{table.rows.map(([first, ...rest]) => <tr key={first}><th scope="row"><bdi dir="auto">{first}</bdi></th>{rest.map((cell, i) => <td key={table.heads[i + 1]}>{cell}</td>)}</tr>)}</tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
