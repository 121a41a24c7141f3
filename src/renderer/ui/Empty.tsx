/** Nothing to show: says so, and what to do next. */
import type { ReactNode } from 'react';
import styles from './Empty.module.css';

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children === undefined ? null : <div className={styles.do}>{children}</div>}
    </div>
  );
}
