/** The exams with their progress, and beside them what happens. */
import type { Principal } from '../../../contract/access.ts';
import { EventStream } from '../events/EventStream.tsx';
import { ExamList } from './ExamList.tsx';
import styles from './Overview.module.css';

export function Overview({ principal }: { readonly principal: Principal }) {
  return (
    <div className={styles.overview}>
      <ExamList role={principal.role} />
      <EventStream />
    </div>
  );
}
