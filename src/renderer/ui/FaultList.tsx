/** What is wrong with something, thing by thing, each with its place. */
import { useTranslation } from 'react-i18next';
import type { SaidFault } from '../../contract/fault-schema.ts';
import { faultText, placeWithQuestions } from '../../contract/faults.ts';
import type { Language } from '../i18n/texts.ts';

interface FaultWords { readonly place: string; readonly text: string; /** Set where only the station's own words are there. */ readonly lang?: 'en' }

/** A fault in the reader's language. */
export function useFaultWords(): (said: SaidFault) => FaultWords {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh-CN';
  return ({ path, message, fault }) => (fault === undefined ? { place: path, text: message, lang: 'en' } : { place: placeWithQuestions(fault.where, language), text: faultText(fault, language) });
}

export function FaultList({ faults, className }: { readonly faults: readonly SaidFault[]; readonly className?: string | undefined }) {
  const words = useFaultWords();
  return (
    <ul className={className}>
      {faults.map((said) => {
        const { place, text, lang } = words(said);
        return <li key={`${said.path} ${said.message}`}>{place === '' ? null : <><strong>{place}</strong> </>}<bdi lang={lang}>{text}</bdi></li>;
      })}
    </ul>
  );
}
