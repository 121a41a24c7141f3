/** What was typed into fields that are gone, and could not be taken. */
import { useTranslation } from 'react-i18next';
import styles from './Templates.module.css';
import type { LostText } from './TypedField.tsx';

export interface LostOfBlock extends LostText { readonly block: string }

export function NotTaken({ lost, onClose }: { readonly lost: readonly LostOfBlock[]; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return lost.length === 0 ? null : (
    <div role="alert" className={styles.clashes}>
      <ul>{lost.map(({ block, label, typed, why }) => <li key={`${block} ${label}`}>{t('templates.not-taken', { block, label, typed, why })}</li>)}</ul>
      <button type="button" className="button quiet small" onClick={onClose}>{t('notice.close')}</button>
    </div>
  );
}
