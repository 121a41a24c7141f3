/** Pages read, pages that could not be, and those still to come. */
import type { ReactNode } from 'react';
import styles from './ProgressBar.module.css';

interface ProgressBarProps { readonly read: number; readonly failed: number; readonly pages: number; readonly label: string; readonly children: ReactNode }

export function ProgressBar({ read, failed, pages, label, children }: ProgressBarProps) {
  const share = (count: number): number => (pages === 0 ? 0 : Math.min(1, count / pages));
  return (
    <div className={styles.progress}>
      <div className={styles.track} role="progressbar" aria-valuemin={0} aria-valuemax={pages} aria-valuenow={Math.min(pages, read + failed)} aria-valuetext={label} aria-label={label}>
        <span className={styles.read} style={{ transform: `scaleX(${share(read)})` }} />
        <span className={styles.failed} style={{ transform: `translateX(${share(read) * 100}%) scaleX(${share(failed)})` }} />
      </div>
      <div className={styles.below}><span className={styles.label} aria-hidden="true">{pages === 0 ? '' : label}</span>{children}</div>
    </div>
  );
}
