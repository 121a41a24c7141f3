/** What was typed into fields that are gone, and could not be taken: said until it is closed, also to who left the screen with it and comes back. */
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useStation } from '../../app/station-context.ts';
import { useDraft } from '../../app/use-draft.ts';
import { shownName } from './block-names.ts';
import styles from './Templates.module.css';

const lostSchema = z.object({ block: z.string(), label: z.string(), typed: z.string(), why: z.string() }).readonly();
type LostOfBlock = z.infer<typeof lostSchema>;
const allLostSchema = z.object({ lost: z.array(lostSchema).readonly() }).readonly();

interface NotTaken { readonly lost: readonly LostOfBlock[]; readonly lose: (text: LostOfBlock) => void; readonly forget: () => void }

export function useNotTaken(templateId: string): NotTaken {
  const { drafts } = useStation();
  const name = `template.${templateId}.lost`;
  const [kept, setKept, forget] = useDraft(name, allLostSchema);
  return {
    lost: kept?.lost ?? [], forget,
    lose: (text) => {
      const others = (drafts.read(name, allLostSchema)?.lost ?? []).filter(({ block, label }) => block !== text.block || label !== text.label);
      const all = { lost: [...others, text] };
      // At once: the screen may go in the same step.
      drafts.keep(name, all);
      setKept(all);
    },
  };
}

export function NotTakenTold({ notTaken: { lost, forget } }: { readonly notTaken: NotTaken }) {
  const { t } = useTranslation();
  return lost.length === 0 ? null : (
    <div role="alert" className={styles.clashes}>
      <ul>{lost.map(({ block, label, typed, why }) => <li key={`${block} ${label}`}>{t('templates.not-taken', { block: shownName(t, block), label, typed, why })}</li>)}</ul>
      <button type="button" className="button quiet small" onClick={forget}>{t('notice.close')}</button>
    </div>
  );
}
