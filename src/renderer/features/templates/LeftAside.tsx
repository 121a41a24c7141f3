/** What the file that the template was made from does, and the template does not: said until it is closed. */
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useDraft } from '../../app/use-draft.ts';
import styles from './Templates.module.css';

export const leftAside = (templateId: string): string => `template.${templateId}.left-aside`;
const leftAsideSchema = z.object({ steps: z.array(z.string()).readonly() }).readonly();

export function LeftAside({ templateId }: { readonly templateId: string }) {
  const { t } = useTranslation();
  const [aside, setAside] = useDraft(leftAside(templateId), leftAsideSchema);
  return aside === null ? null : (
    <div role="status" className={`card ${styles.theirs ?? ''}`}>
      <span>{t('templates.left-aside', { count: aside.steps.length, steps: aside.steps.join(t('templates.comma')) })}</span>
      <button type="button" className="button quiet small" onClick={() => setAside(null)}>{t('notice.close')}</button>
    </div>
  );
}
