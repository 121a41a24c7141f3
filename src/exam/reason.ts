/** Why a question earned what it earned: data first, so that a changed key can be compared, and sentences from it. */
import type { NotANumber } from './numeric.ts';

export type ReasonLanguage = 'en' | 'zh';

/** `points` of `max` were given. */
export type Reason = { readonly points: number; readonly max: number } & ReasonKind;

export type ReasonKind =
  /** The answer is right. */
  | { readonly kind: 'full' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'wrong'; readonly answer: string }
  /** More than one option where one is right. */
  | { readonly kind: 'several-chosen'; readonly answer: string }
  /** All chosen options are right, and these are missing. */
  | { readonly kind: 'missing'; readonly missing: readonly string[] }
  /** Counted option by option. */
  | { readonly kind: 'per-option'; readonly right: readonly string[]; readonly wrong: readonly string[]; readonly missing: readonly string[] }
  | { readonly kind: 'not-a-number'; readonly answer: string; readonly because: NotANumber }
  /** Made void: everyone gets the points. */
  | { readonly kind: 'void' }
  /** Waits for people's marks: `points` says 0 and counts for nothing. */
  | { readonly kind: 'open' }
  /** The page with this question was not read. */
  | { readonly kind: 'not-read' };

const notANumber: Record<NotANumber, Record<ReasonLanguage, string>> = {
  'gap': { en: 'an empty column inside the number', zh: '数字中间有空列' },
  'two-signs': { en: 'two signs', zh: '有两个负号' },
  'two-points': { en: 'two decimal points', zh: '有两个小数点' },
  'no-digits': { en: 'not a number', zh: '不是数字' },
};

/** The reason in words with its points, such as `missing C: 2 of 4`. */
export function reasonText(reason: Reason, language: ReasonLanguage): string {
  if (language === 'zh') return reason.kind === 'open' ? `待阅，满分 ${reason.max}` : `${chinese(reason)}：得 ${reason.points} 分，满分 ${reason.max}`;
  return reason.kind === 'open' ? `waits for marks: up to ${reason.max}` : `${english(reason)}: ${reason.points} of ${reason.max}`;
}

function english(reason: Reason): string {
  switch (reason.kind) {
    case 'full': return 'right';
    case 'blank': return 'blank';
    case 'wrong': return `wrong (${reason.answer})`;
    case 'several-chosen': return `several chosen (${reason.answer})`;
    case 'missing': return `missing ${reason.missing.join(', ')}`;
    case 'per-option': return [listed('right', reason.right), listed('wrong', reason.wrong), listed('missing', reason.missing)].filter(Boolean).join('; ');
    case 'not-a-number': return `wrong (${reason.answer}): ${notANumber[reason.because].en}`;
    case 'void': return 'void, everyone gets the points';
    case 'open': return 'waits for marks';
    case 'not-read': return 'page not read';
  }
}

function chinese(reason: Reason): string {
  switch (reason.kind) {
    case 'full': return '正确';
    case 'blank': return '未作答';
    case 'wrong': return `错误（${reason.answer}）`;
    case 'several-chosen': return `多选（${reason.answer}）`;
    case 'missing': return `漏选 ${reason.missing.join('、')}`;
    case 'per-option': return [listed('选对', reason.right), listed('选错', reason.wrong), listed('漏选', reason.missing)].filter(Boolean).join('；');
    case 'not-a-number': return `错误（${reason.answer}）：${notANumber[reason.because].zh}`;
    case 'void': return '本题作废，人人得分';
    case 'open': return '待阅';
    case 'not-read': return '缺页，未识别';
  }
}

function listed(word: string, options: readonly string[]): string {
  return options.length === 0 ? '' : `${word} ${options.join(', ')}`;
}
