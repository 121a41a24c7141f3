/** How the station is right now: its parts, how the work goes, who is connected, room and memory, and what could not be dealt with; beside it what happens, live. */
import { useTranslation } from 'react-i18next';
import { mayDo } from '../../../contract/access.ts';
import type { StationScreenProps } from '../../app/screen-names.ts';
import { problemOf } from '../../store/problem.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { EventStream } from '../events/EventStream.tsx';
import { DeadLetters } from './DeadLetters.tsx';
import { useGetStatusQuery } from './endpoints.ts';
import { MachineBox } from './MachineBox.tsx';
import styles from './MonitorScreen.module.css';
import { PartsBox } from './PartsBox.tsx';
import { WorkBox } from './WorkBox.tsx';

/** Milliseconds: figures that no event tells of are asked for as often. */
const lookEveryMs = 2000;

export function MonitorScreen({ principal }: StationScreenProps) {
  const { t } = useTranslation();
  const { data: status, error, refetch } = useGetStatusQuery({}, { pollingInterval: lookEveryMs, skipPollingIfUnfocused: true });
  if (status === undefined) {
    return error === undefined ? <p className="muted" role="status">{t('app.loading')}</p>
      : <div className="card"><Empty title={t('monitor.failed')}><ProblemText problem={problemOf(error)} /><button type="button" className="button small" onClick={() => void refetch()}>{t('connection.retry')}</button></Empty></div>;
  }
  return (
    <div className={styles.monitor}>
      <WorkBox status={status} mayPause={mayDo(principal, 'tasks.change', null)} />
      <PartsBox status={status} />
      <MachineBox status={status} />
      <DeadLetters waiting={status.deadLetters} mayChange={mayDo(principal, 'tasks.change', null)} />
      <div className={styles.stream}><EventStream /></div>
    </div>
  );
}
