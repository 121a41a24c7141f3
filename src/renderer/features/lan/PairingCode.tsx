/** A pairing code as long as it holds. */
import { useTranslation } from 'react-i18next';
import type { AnswerOf } from '../../../contract/routes.ts';
import { minutesLeft } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { CopyText } from './CopyText.tsx';
import styles from './PairingCode.module.css';

interface PairingCodeProps { readonly pairing: AnswerOf<'createPairing'>; readonly lanOpen: boolean; readonly onAnother: () => void }

export function PairingCode({ pairing: { code, expiresAt, role, qr, links }, lanOpen, onAnother }: PairingCodeProps) {
  const { t } = useTranslation();
  const left = Date.parse(expiresAt) - useNow(true);
  const over = left <= 0;
  const [link] = links;
  return (
    <div className={styles.pairing}>
      {over ? <p role="status" className={styles.over}>{t('pairing.over')}</p> : (
        <>
          {qr === null ? null : <img className={styles.qr} src={`data:image/svg+xml,${encodeURIComponent(qr)}`} alt={t('pairing.qr')} width="180" height="180" />}
          <div className={styles.words}>
            <p className="muted">{t(lanOpen && qr !== null ? 'pairing.scan' : 'pairing.type')}</p>
            <p className={styles.code} dir="ltr" data-testid="pairing-code">{code}</p>
            <p><strong>{t(`role.${role}`)}</strong> · <span role="timer">{t('pairing.left', { time: minutesLeft(left) })}</span></p>
            <p className="hint">{t('pairing.once')}</p>
            {link === undefined ? null : <details className="hint"><summary>{t('pairing.link')}</summary><CopyText>{link}</CopyText></details>}
          </div>
        </>
      )}
      <div className={styles.another}><button type="button" className={`button ${over ? 'primary' : ''}`} onClick={onAnother}>{t('pairing.another')}</button></div>
    </div>
  );
}
