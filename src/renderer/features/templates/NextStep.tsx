/** What comes after a template was saved as a file: the command that reads a stack with it. */
import { useTranslation } from 'react-i18next';
import { Name } from '../../ui/Name.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { PicturesBeside } from './PicturesBeside.tsx';
import styles from './Templates.module.css';

export function NextStep({ file, pictures, onClose }: { readonly file: string; /** Which the file names. */ readonly pictures: readonly string[]; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <section role="status" className={`card ${styles.next ?? ''}`}>
      <p>{t('templates.saved')} <Name>{file}</Name></p>
      <PicturesBeside pictures={pictures} />
      <p className="hint">{t('templates.saved-next')}</p>
      <CopyText>{`npx --no -- zhiyue read --template "${file}" --out answers scans`}</CopyText>
      <p className="hint">{t('templates.saved-where')}</p>
      <button type="button" className="button quiet small" onClick={onClose}>{t('notice.close')}</button>
    </section>
  );
}
