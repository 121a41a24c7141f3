/** Role and exams of one device. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { roles } from '../../../contract/access.ts';
import { examAdapter, useListExamsQuery } from '../../store/api.ts';
import { Name } from '../../ui/Name.tsx';
import styles from './RightsChoice.module.css';
import type { Rights } from './rights.ts';

const { selectAll } = examAdapter.getSelectors();

interface RightsChoiceProps {
  readonly rights: Rights;
  readonly onChange: (rights: Rights) => void;
  /** Operators are made on the station's machine only. */
  readonly mayBeOperator: boolean;
  /** Ids of exams that the device has; some may be gone, and it may keep them. */
  readonly had?: readonly string[];
  readonly autoFocus?: boolean;
}

export function RightsChoice({ rights, onChange, mayBeOperator, had = [], autoFocus = false }: RightsChoiceProps) {
  const { t } = useTranslation();
  const { data } = useListExamsQuery({});
  const name = useId();
  const { role, some, chosen } = rights;
  const there = data === undefined ? [] : selectAll(data);
  const exams = [...there, ...had.filter((id) => !there.some((exam) => exam.id === id)).map((id) => ({ id, title: id }))];
  return (
    <>
      <fieldset className={styles.choices}>
        <legend>{t('pairing.role')}</legend>
        {roles.filter((each) => mayBeOperator || each !== 'operator').map((each) => (
          <label key={each} className={styles.choice}><input type="radio" name={`${name}role`} value={each} checked={role === each} autoFocus={autoFocus && role === each} onChange={() => onChange({ ...rights, role: each })} /><span>{t(`role.${each}`)}<small>{t(`role.${each}.may`)}</small></span></label>
        ))}
      </fieldset>
      {role === 'operator' ? null : (
        <fieldset className={styles.choices}>
          <legend>{t('pairing.exams')}</legend>
          <label className={styles.choice}><input type="radio" name={`${name}scope`} checked={!some} onChange={() => onChange({ ...rights, some: false })} /><span>{t('pairing.all-exams')}</span></label>
          <label className={styles.choice}><input type="radio" name={`${name}scope`} checked={some} onChange={() => onChange({ ...rights, some: true })} disabled={exams.length === 0} /><span>{t('pairing.some-exams')}</span></label>
          {some ? (
            <div className={styles.exams}>
              {exams.map(({ id, title }) => (
                <label key={id} className={styles.choice}><input type="checkbox" name="exam" value={id} checked={chosen.includes(id)} onChange={({ target }) => onChange({ ...rights, chosen: target.checked ? [...chosen, id] : chosen.filter((other) => other !== id) })} /><span><Name lines={2}>{title}</Name></span></label>
              ))}
            </div>
          ) : null}
        </fieldset>
      )}
    </>
  );
}
