/** How the station is right now: its parts, how the work goes, who is connected, room and memory, and what could not be dealt with; beside it what happens, live. */
import { useTranslation } from 'react-i18next';
import { mayDo } from '../../../contract/access.ts';
import type { StationScreenProps } from '../../app/screen-names.ts';
import { Awaited } from '../../ui/Awaited.tsx';
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
  if (status === undefined) return <Awaited error={error} again={refetch} title={t('monitor.failed')} />;
  return (
    <div className={styles.monitor} data-letters={status.deadLetters > 0 || undefined}>
      <WorkBox status={status} mayPause={mayDo(principal, 'tasks.change', null)} />
      <PartsBox status={status} />
      <MachineBox status={status} />
      <DeadLetters waiting={status.deadLetters} mayChange={mayDo(principal, 'tasks.change', null)} />
      <div className={styles.stream}><EventStream /></div>
    </div>
  );
}
