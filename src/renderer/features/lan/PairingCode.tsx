/** A pairing code as long as it holds: until it runs out, is used, or voided. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerOf } from '../../../contract/routes.ts';
import { useListPairingsQuery } from '../../store/api.ts';
import { minutesLeft } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import styles from './PairingCode.module.css';

interface PairingCodeProps { readonly pairing: AnswerOf<'createPairing'>; readonly lanOpen: boolean; readonly onAnother: () => void }

export function PairingCode({ pairing: { pairingId, code, expiresAt, role, qr, links }, lanOpen, onAnother }: PairingCodeProps) {
  const { t } = useTranslation();
  const left = Date.parse(expiresAt) - useNow(true);
  const { data } = useListPairingsQuery({});
  const listed = data?.pairings.some((open) => open.pairingId === pairingId) ?? false;
  // The list may be older than the code.
  const [wasListed, setWasListed] = useState(listed);
  if (listed && !wasListed) setWasListed(true);
  const gone = wasListed && !listed;
  const over = left <= 0 || gone;
  const [link] = links;
  return (
    <div className={styles.pairing}>
      {over ? <p role="status" className={styles.over}>{t(gone && left > 0 ? 'pairing.gone' : 'pairing.over')}</p> : (
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
