/** Another role or other exams for a device that is paired; it holds at once, and can be undone from the notice. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangeDeviceMutation } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import styles from './DeviceRights.module.css';
import type { Device } from './device.ts';
import { changed, complete, rightsOf } from './rights.ts';
import { RightsChoice } from './RightsChoice.tsx';

interface DeviceRightsProps {
  /** As it was when somebody began to change it. */
  readonly device: Device;
  /** It is the device on which this is shown. */
  readonly own: boolean;
  /** The window on the station's machine: only there operators are made. */
  readonly local: boolean;
  readonly onEnd: () => void;
}

export function DeviceRights({ device, own, local, onEnd }: DeviceRightsProps) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const before = rightsOf(device);
  const [rights, setRights] = useState(before);
  const [change, { isLoading }] = useChangeDeviceMutation();
  const form = useRef<HTMLFormElement>(null);
  // The last device of a long list: what was opened must be in sight, its buttons too.
  // In braces: newer browsers answer with a promise, which is no clean-up.
  useEffect(() => { form.current?.scrollIntoView({ block: 'nearest' }); }, []);
  const { deviceId, name } = device;
  const wanted = changed(before, rights);
  const noMoreOperator = before.role === 'operator' && rights.role !== 'operator';
  const save = async (): Promise<void> => {
    const undo = noMoreOperator && !local ? null : { route: 'changeDevice', deviceId, role: device.role, exams: device.exams } as const;
    try {
      await change({ params: { deviceId }, body: wanted }).unwrap();
      dispatch(notices.actions.noticed({ tone: 'done', text: 'notice.device-changed', values: { name }, undo }));
      onEnd();
    } catch (rejection) {
      dispatch(notices.actions.noticed(notDone('changeDevice', problemOfRejection(rejection))));
    }
  };
  return (
    <form ref={form} className={styles.form} aria-label={t('devices.change-one', { name })} onSubmit={(event) => {
      event.preventDefault();
      void save();
    }} onKeyDown={(event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onEnd();
    }}>
      <RightsChoice rights={rights} onChange={setRights} mayBeOperator={local || before.role === 'operator'} had={before.chosen} autoFocus />
      {noMoreOperator ? <p className={styles.warning} role="alert">{t(own ? 'devices.change-own' : 'devices.change-operator')}</p> : null}
      <div className={styles.buttons}>
        <button type="submit" className={`button ${noMoreOperator ? 'danger' : 'primary'}`} disabled={isLoading || !complete(rights) || Object.keys(wanted).length === 0}>{t('devices.save')}</button>
        <button type="button" className="button quiet" onClick={onEnd}>{t('devices.cancel')}</button>
        <span className="hint">{t(complete(rights) ? 'devices.change-about' : 'pairing.choose-exam')}</span>
      </div>
    </form>
  );
}
