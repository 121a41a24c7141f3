/** The door to the network: open or closed, under which addresses, and by what a device knows that it is this station. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCloseLanMutation, useGetLanQuery, useOpenLanMutation } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { day } from '../../ui/times.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { useGetStationQuery } from './endpoints.ts';
import styles from './LanPanel.module.css';

export function LanPanel({ local }: { readonly local: boolean }) {
  const { t, i18n } = useTranslation();
  const dispatch = useScreensDispatch();
  const { data: lan, error, refetch } = useGetLanQuery({});
  const [open, opening] = useOpenLanMutation();
  const [close, closing] = useCloseLanMutation();
  const [sure, setSure] = useState(false);
  const { data: status } = useGetStationQuery({}, { skip: local || lan?.open !== false });
  const busy = opening.isLoading || closing.isLoading;
  const change = (): void => {
    setSure(false);
    const changing = lan?.open ? close({}).unwrap() : open({ body: {} }).unwrap();
    changing.catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone(lan?.open ? 'closeLan' : 'openLan', problemOfRejection(rejection)))));
  };
  return (
    <section className={`card ${styles.panel ?? ''}`} aria-labelledby="lan-title">
      <div className={styles.head}>
        <h2 id="lan-title">{t('lan.title')}</h2>
        {lan === undefined ? null : <span className={styles.state} data-open={lan.open} role="status">{t(lan.open ? 'lan.open' : 'lan.closed')}</span>}
      </div>
      {error === undefined ? null : <NotRead error={error} again={refetch} />}
      {lan === undefined ? null : lan.open ? (
        <>
          {lan.addresses.length === 0 ? <p>{t('lan.no-address')}</p> : (
            <>
              <p className="muted">{t('lan.open-about')}</p>
              <ul className={styles.addresses}>{lan.addresses.map((address) => <li key={address}><CopyText>{address}</CopyText></li>)}</ul>
            </>
          )}
          {lan.fingerprint === null ? <p className={styles.plain}>{t('lan.plain')}</p> : (
            <div className={styles.fingerprint}>
              <h3>{t('lan.fingerprint')}{lan.certificateUntil === null ? null : <small> · {t('lan.certificate-until', { date: day(lan.certificateUntil, i18n.language) })}</small>}</h3>
              <p className={styles.bytes} dir="ltr">{lan.fingerprint}</p>
              <p className="hint">{t('lan.fingerprint-about')}</p>
            </div>
          )}
        </>
      ) : <p className="muted">{t('lan.closed-about')}</p>}
      {lan === undefined ? null : (
        <div className={styles.buttons}>
          {!lan.open && !local ? (
            <div className={styles.there}>
              <p className="hint">{t('lan.only-there')}</p>
              <CopyText>{`npx --no -- zhiyue lan open${status === undefined ? '' : ` --data-dir "${status.dataFolder}"`}`}</CopyText>
            </div>
          ) : lan.open && sure ? (
            <>
              <p className="hint" role="alert">{t('lan.close-about')}</p>
              <button type="button" className="button danger" disabled={busy} onClick={change} autoFocus>{t('lan.close-sure')}</button>
              <button type="button" className="button quiet" onClick={() => setSure(false)}>{t('lan.keep-open')}</button>
            </>
          ) : (
            <button type="button" className={`button ${lan.open ? 'danger' : 'primary'}`} disabled={busy} onClick={lan.open ? () => setSure(true) : change}>
              {t(opening.isLoading ? 'lan.opening' : closing.isLoading ? 'lan.closing' : lan.open ? 'lan.do-close' : 'lan.do-open')}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
