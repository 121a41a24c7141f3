/** Devices that were paired: what each may do can be changed; one that is lost or left is revoked, and its connections end at once. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useListDevicesQuery, useListExamsQuery, useRevokeDeviceMutation } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { dayAndTime } from '../../ui/times.ts';
import type { Device } from './device.ts';
import styles from './DeviceList.module.css';
import { DeviceRights } from './DeviceRights.tsx';

export function DeviceList({ self, local }: { readonly self: string; readonly local: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useListDevicesQuery({});
  const devices = data?.devices ?? [];
  return (
    <section className={`card ${styles.panel ?? ''}`} aria-labelledby="devices-title">
      <h2 id="devices-title">{t('devices.title')}</h2>
      {error === undefined ? null : <NotRead error={error} again={refetch} />}
      {data !== undefined && devices.length === 0 ? <Empty title={t('devices.empty')}><p>{t('devices.empty-do')}</p></Empty> : null}
      {devices.length === 0 ? null : (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead><tr><th scope="col">{t('devices.name')}</th><th scope="col" className={styles.role}>{t('devices.role')}</th><th scope="col">{t('devices.exams')}</th><th scope="col" className={styles.seen}>{t('devices.seen')}</th><th scope="col" className={styles.end}><span className="unseen">{t('devices.do')}</span></th></tr></thead>
            <tbody>{devices.map((device) => <DeviceRow key={device.deviceId} device={device} own={self === `device:${device.deviceId}`} local={local} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function DeviceRow({ device, own, local }: { readonly device: Device; readonly own: boolean; readonly local: boolean }) {
  const { t, i18n } = useTranslation();
  const dispatch = useScreensDispatch();
  const { data: exams } = useListExamsQuery({});
  const [asking, setAsking] = useState(false);
  const [changing, setChanging] = useState<Device | null>(null);
  const changeButton = useRef<HTMLButtonElement>(null);
  const [revoke, { isLoading }] = useRevokeDeviceMutation();
  const { deviceId, name, role, revokedAt, revokedBecause, lastSeenAt } = device;
  const go = (): void => {
    revoke({ params: { deviceId } }).unwrap().then(
      () => dispatch(notices.actions.noticed({ tone: 'done', text: 'notice.revoked', values: { name } })),
      (rejection: unknown) => dispatch(notices.actions.noticed(notDone('revokeDevice', problemOfRejection(rejection)))),
    ).finally(() => setAsking(false));
  };
  const ended = (): void => {
    setChanging(null);
    changeButton.current?.focus();
  };
  return (
    <>
      <tr data-revoked={revokedAt !== null}>
        <td><Name lines={1}>{name}</Name>{own ? <small className="muted">{t('devices.this')}</small> : null}</td>
        <td>{t(`role.${role}`)}</td>
        <td>{device.exams === 'all' ? t('devices.all') : <Name lines={1}>{device.exams.map((id) => exams?.entities[id]?.title ?? id).join(', ')}</Name>}</td>
        <td>{lastSeenAt === null ? t('devices.never') : <time dateTime={lastSeenAt}>{dayAndTime(lastSeenAt, i18n.language)}</time>}</td>
        <td className={styles.end}>
          {revokedAt !== null ? <span className="muted">{t(`devices.revoked.${revokedBecause ?? 'operator'}`)}</span> : asking ? (
            <span className={styles.sure}>
              <button type="button" className="button danger small" disabled={isLoading} onClick={go} autoFocus>{t('devices.revoke-sure')}</button>
              <button type="button" className="button quiet small" onClick={() => setAsking(false)}>{t('devices.keep')}</button>
            </span>
          ) : (
            <span className={styles.sure}>
              <button type="button" ref={changeButton} className="button small" aria-expanded={changing !== null} aria-label={t('devices.change-one', { name })} onClick={() => setChanging(changing === null ? device : null)}>{t('devices.change')}</button>
              <button type="button" className="button small" aria-label={t('devices.revoke-one', { name })} onClick={() => setAsking(true)}>{t('devices.revoke')}</button>
            </span>
          )}
        </td>
      </tr>
      {changing === null || revokedAt !== null ? null : (
        <tr className={styles.changing}><td colSpan={5}><DeviceRights device={changing} own={own} local={local} onEnd={ended} /></td></tr>
      )}
    </>
  );
}
