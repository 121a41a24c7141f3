/** The door to the network: open or closed, under which addresses, and by what a device knows that it is this station. */
import { useTranslation } from 'react-i18next';
import { useCloseLanMutation, useGetLanQuery, useOpenLanMutation } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOf, problemOfRejection } from '../../store/problem.ts';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { day } from '../../ui/times.ts';
import { WithCode } from '../../ui/WithCode.tsx';
import { CopyText } from './CopyText.tsx';
import styles from './LanPanel.module.css';

export function LanPanel({ local }: { readonly local: boolean }) {
  const { t, i18n } = useTranslation();
  const dispatch = useScreensDispatch();
  const { data: lan, error } = useGetLanQuery({});
  const [open, opening] = useOpenLanMutation();
  const [close, closing] = useCloseLanMutation();
  const busy = opening.isLoading || closing.isLoading;
  const change = (): void => {
    const changing = lan?.open ? close({}).unwrap() : open({ body: {} }).unwrap();
    changing.catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone(lan?.open ? 'closeLan' : 'openLan', problemOfRejection(rejection)))));
  };
  return (
    <section className={`card ${styles.panel ?? ''}`} aria-labelledby="lan-title">
      <div className={styles.head}>
        <h2 id="lan-title">{t('lan.title')}</h2>
        {lan === undefined ? null : <span className={styles.state} data-open={lan.open} role="status">{t(lan.open ? 'lan.open' : 'lan.closed')}</span>}
      </div>
      {error === undefined ? null : <ProblemText problem={problemOf(error)} />}
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
          <button type="button" className={`button ${lan.open ? 'danger' : 'primary'}`} disabled={busy || (!lan.open && !local)} onClick={change}>
            {t(opening.isLoading ? 'lan.opening' : closing.isLoading ? 'lan.closing' : lan.open ? 'lan.do-close' : 'lan.do-open')}
          </button>
          {!lan.open && !local ? <span className="hint"><WithCode>{t('lan.only-there')}</WithCode></span> : null}
        </div>
      )}
    </section>
  );
}
