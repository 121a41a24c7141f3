/** Pages read, pages that could not be, and those still to come. */
import type { ReactNode } from 'react';
import styles from './ProgressBar.module.css';

interface ProgressBarProps { readonly read: number; readonly failed: number; readonly pages: number; readonly label: string; readonly children: ReactNode }

export function ProgressBar({ read, failed, pages, label, children }: ProgressBarProps) {
  const share = (count: number): string => `${pages === 0 ? 0 : Math.min(100, (count / pages) * 100)}%`;
  return (
    <div className={styles.progress}>
      <div className={styles.track} role="progressbar" aria-valuemin={0} aria-valuemax={pages} aria-valuenow={Math.min(pages, read + failed)} aria-valuetext={label} aria-label={label}>
        <span className={styles.read} style={{ inlineSize: share(read) }} />
        <span className={styles.failed} style={{ inlineSize: share(failed) }} />
      </div>
      <div className={styles.below}><span className={styles.label} aria-hidden="true">{pages === 0 ? '' : label}</span>{children}</div>
    </div>
  );
}
