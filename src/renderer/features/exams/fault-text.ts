/** What is wrong with a field of the form: what the field takes, where the fault is only that it does not get it; else the fault itself. */
import { useTranslation } from 'react-i18next';
import type { SaidFault } from '../../../contract/fault-schema.ts';
import type { FaultCode } from '../../../contract/faults.ts';
import { useFaultWords } from '../../ui/FaultList.tsx';

const advice = {
  title: 'fault.title', id: 'fault.id', candidateDigits: 'fault.digits', no: 'fault.no', points: 'fault.points', wrong: 'fault.wrong', partial: 'fault.partial', questions: 'fault.questions',
} as const;
const isAdvised = (name: string): name is keyof typeof advice => Object.hasOwn(advice, name);

/** They say no more than that the field is not filled in as it should be. */
const plain: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'exam-field-missing', 'exam-not-text', 'exam-not-number', 'exam-not-whole', 'exam-halves', 'exam-least', 'exam-most', 'exam-text-empty', 'exam-text-long', 'exam-id-form', 'exam-no-strange', 'exam-partial-form', 'exam-questions-none', 'exam-misfit',
]);

export function useFaultText(): (field: string, said: SaidFault) => string {
  const { t } = useTranslation();
  const words = useFaultWords();
  const withQuestion = ({ fault }: SaidFault, text: string): string => {
    const no = fault?.where !== undefined && fault.where !== null && 'questions' in fault.where ? fault.where.questions : undefined;
    return no !== undefined && /^\d+$/.test(no) ? t('fault.of-question', { no, text }) : text;
  };
  return (field, said) => {
    // On this screen no question is void.
    if (said.fault?.code === 'exam-key-missing') return t('fault.key');
    const name = field.replace(/^\d+\./, '');
    return said.fault !== undefined && plain.has(said.fault.code) && isAdvised(name) ? t(advice[name]) : withQuestion(said, words(said).text);
  };
}
