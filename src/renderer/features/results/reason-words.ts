/** Why a question earned what it earned, in the reader's language, from the reason's own members. Kinds: `src/exam/reason.ts`. */
import type { TFunction } from 'i18next';
import { z } from 'zod';
import type { QuestionScore } from './verdict.ts';

const letters = z.array(z.string()).catch([]);
const members = z.object({ answer: z.string().catch(''), right: letters, wrong: letters, missing: letters, because: z.enum(['gap', 'two-signs', 'two-points', 'no-digits']).catch('no-digits') });

/** Such as `missing C`; a kind of a newer station stands for itself. */
export function reasonWords(reason: QuestionScore['reason'], t: TFunction): string {
  const { answer, right, wrong, missing, because } = members.parse(reason);
  const listed = (options: readonly string[]): string => options.join(t('reason.comma'));
  switch (reason.kind) {
    case 'full': return t('reason.full');
    case 'blank': return t('reason.blank');
    case 'wrong': return t('reason.wrong', { answer });
    case 'several-chosen': return t('reason.several-chosen', { answer });
    case 'missing': return t('reason.missing', { missing: listed(missing) });
    case 'per-option': return [
      ...(right.length === 0 ? [] : [t('reason.right-options', { options: listed(right) })]),
      ...(wrong.length === 0 ? [] : [t('reason.wrong-options', { options: listed(wrong) })]),
      ...(missing.length === 0 ? [] : [t('reason.missing', { missing: listed(missing) })]),
    ].join(t('reason.semicolon'));
    case 'not-a-number': return t('reason.not-a-number', { answer, because: t(`reason.${because}`) });
    case 'void': return t('reason.void');
    case 'open': return t('reason.open');
    case 'not-read': return t('reason.not-read');
    default: return reason.kind;
  }
}
