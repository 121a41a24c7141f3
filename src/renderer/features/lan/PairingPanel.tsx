/** A code for one device: which role, which exams; then the QR code, the code itself, and how long it holds. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, roles } from '../../../contract/access.ts';
import { examAdapter, useCreatePairingMutation, useListExamsQuery } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { Name } from '../../ui/Name.tsx';
import { OpenCodes } from './OpenCodes.tsx';
import { PairingCode } from './PairingCode.tsx';
import styles from './PairingPanel.module.css';

const { selectAll } = examAdapter.getSelectors();

export function PairingPanel({ local, lanOpen }: { readonly local: boolean; readonly lanOpen: boolean }) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const { data } = useListExamsQuery({});
  const exams = data === undefined ? [] : selectAll(data);
  const [role, setRole] = useState<Role>('leader');
  const [some, setSome] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [create, { data: pairing, isLoading, reset }] = useCreatePairingMutation();
  const scoped = some && role !== 'operator';
  const make = (): void => {
    create({ body: { role, exams: scoped ? [...chosen] : 'all' } }).unwrap().catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone('createPairing', problemOfRejection(rejection)))));
  };
  return (
    <section className={`card ${styles.panel ?? ''}`} aria-labelledby="pairing-title">
      <h2 id="pairing-title">{t('pairing.title')}</h2>
      {pairing !== undefined ? <PairingCode pairing={pairing} lanOpen={lanOpen} onAnother={reset} /> : (
        <form className={styles.form} onSubmit={(event) => {
          event.preventDefault();
          make();
        }}>
          <fieldset className={styles.choices}>
            <legend>{t('pairing.role')}</legend>
            {roles.filter((each) => local || each !== 'operator').map((each) => (
              <label key={each} className={styles.choice}><input type="radio" name="role" value={each} checked={role === each} onChange={() => setRole(each)} /><span>{t(`role.${each}`)}<small>{t(`role.${each}.may`)}</small></span></label>
            ))}
          </fieldset>
          {role === 'operator' ? null : (
            <fieldset className={styles.choices}>
              <legend>{t('pairing.exams')}</legend>
              <label className={styles.choice}><input type="radio" name="scope" checked={!some} onChange={() => setSome(false)} /><span>{t('pairing.all-exams')}</span></label>
              <label className={styles.choice}><input type="radio" name="scope" checked={some} onChange={() => setSome(true)} disabled={exams.length === 0} /><span>{t('pairing.some-exams')}</span></label>
              {some ? (
                <div className={styles.exams}>
                  {exams.map(({ id, title }) => (
                    <label key={id} className={styles.choice}><input type="checkbox" name="exam" value={id} checked={chosen.includes(id)} onChange={({ target }) => setChosen(target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))} /><span><Name lines={2}>{title}</Name></span></label>
                  ))}
                </div>
              ) : null}
            </fieldset>
          )}
          <div className={styles.buttons}>
            <button type="submit" className="button primary" disabled={isLoading || (scoped && chosen.length === 0)}>{t(isLoading ? 'pairing.making' : 'pairing.make')}</button>
            {scoped && chosen.length === 0 ? <span className="hint">{t('pairing.choose-exam')}</span> : null}
          </div>
        </form>
      )}
      <OpenCodes />
    </section>
  );
}
