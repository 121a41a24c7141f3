/** What is to be said when the template is saved as a file: which blocks to look at before, or what comes after. */
import { useTranslation } from 'react-i18next';
import { shownName } from './block-names.ts';
import { NextStep } from './NextStep.tsx';
import styles from './Templates.module.css';
import type { TemplateFile } from './use-template-file.ts';

export function FileTold({ file: { astray, saved, forget }, pictures }: { readonly file: TemplateFile; readonly pictures: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.told}>
      {astray.unseen.length + astray.beside.length === 0 ? null : (
        <div role="alert" className={`card ${styles.problem ?? ''} ${styles.astray ?? ''}`}>
          {(['unseen', 'beside'] as const).map((where) => (astray[where].length === 0 ? null : <p key={where}>{t(`templates.${where}`, { count: astray[where].length, blocks: astray[where].map((name) => shownName(t, name)).join(t('templates.comma')) })}</p>))}
          <p>{t('templates.insist')}</p>
          <button type="button" className="button quiet small" onClick={forget}>{t('notice.close')}</button>
        </div>
      )}
      {saved === null ? null : <NextStep file={saved} pictures={pictures} onClose={forget} />}
    </div>
  );
}
