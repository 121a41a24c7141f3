/** A code for one device: which role, which exams; then the QR code, the code itself, and how long it holds. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCreatePairingMutation } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { OpenCodes } from './OpenCodes.tsx';
import { PairingCode } from './PairingCode.tsx';
import styles from './PairingPanel.module.css';
import { complete, examsOf, type Rights } from './rights.ts';
import { RightsChoice } from './RightsChoice.tsx';

export function PairingPanel({ local, lanOpen }: { readonly local: boolean; readonly lanOpen: boolean }) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const [rights, setRights] = useState<Rights>({ role: 'leader', some: false, chosen: [] });
  const [create, { data: pairing, isLoading, reset }] = useCreatePairingMutation();
  const make = (): void => {
    create({ body: { role: rights.role, exams: examsOf(rights) } }).unwrap().catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone('createPairing', problemOfRejection(rejection)))));
  };
  return (
    <section className={`card ${styles.panel ?? ''}`} aria-labelledby="pairing-title">
      <h2 id="pairing-title">{t('pairing.title')}</h2>
      {pairing !== undefined ? <PairingCode pairing={pairing} lanOpen={lanOpen} onAnother={reset} /> : (
        <form className={styles.form} onSubmit={(event) => {
          event.preventDefault();
          make();
        }}>
          <RightsChoice rights={rights} onChange={setRights} mayBeOperator={local} />
          <div className={styles.buttons}>
            <button type="submit" className="button primary" disabled={isLoading || !complete(rights)}>{t(isLoading ? 'pairing.making' : 'pairing.make')}</button>
            {complete(rights) ? null : <span className="hint">{t('pairing.choose-exam')}</span>}
          </div>
        </form>
      )}
      <OpenCodes />
    </section>
  );
}
