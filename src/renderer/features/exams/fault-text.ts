/** What the station finds wrong, in the reader's language: the field says what it takes; the station's own English sentence stands where there is no better one. */
import { useTranslation } from 'react-i18next';

export function useFaultText(): (field: string, message: string) => string {
  const { t, i18n } = useTranslation();
  return (field, message) => {
    const name = field.replace(/^\d+\./, '');
    const counted = /^(\d+) (?:letters?|entries|entry|answers?) for (\d+) questions?/.exec(message);
    if (counted !== null) return t('fault.key-count', { keys: counted[1] ?? '', questions: counted[2] ?? '' });
    const twice = /^question (\S+) is already/.exec(message);
    if (twice !== null) return t('fault.twice', { no: twice[1] ?? '' });
    if (name === 'key' && message.startsWith('is missing')) return t('fault.no-key');
    if (i18n.language === 'en' && name !== 'id' && name !== 'title') return message;
    switch (name) {
      case 'title': return t('fault.title');
      case 'id': return t('fault.id');
      case 'candidateDigits': return t('fault.digits');
      case 'no': return t('fault.no');
      case 'points': return t('fault.points');
      case 'wrong': return t('fault.wrong');
      case 'key': return t('fault.key');
      case 'partial': return t('fault.partial');
      case 'questions': return t('fault.questions');
      default: return message;
    }
  };
}
