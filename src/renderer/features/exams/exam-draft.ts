/** An exam while it is being described in the form, and the exam file that comes of it. Numbers stay texts as long as they are typed. */
import { z } from 'zod';
import { keyField, type KeyKind, keysIn } from './key-text.ts';
import type { NumberFault } from './numbered-key.ts';
import { highestIn, numbersIn } from './question-numbers.ts';

export const questionTypes = ['single', 'multiple', 'truefalse', 'numeric', 'text', 'open'] as const;
export type QuestionType = (typeof questionTypes)[number];

const typed = z.string();
const groupDraftSchema = z.object({
  /** Of the form, not of the exam. */
  id: typed,
  type: z.enum(questionTypes), no: typed, points: typed, wrong: typed, key: typed, options: z.int(), partial: z.enum(['none', 'missing', 'per-option']), partialPoints: typed, wrongOption: typed,
  digits: typed, sign: z.boolean(), decimal: z.boolean(), widthMm: typed, heightMm: typed, bonus: z.boolean(),
}).readonly();
export type GroupDraft = z.infer<typeof groupDraftSchema>;

export const examDraftSchema = z.object({
  title: typed,
  /** Null: as suggested. */
  id: typed.nullable(),
  subject: typed, page: z.enum(['A4', 'A3', 'Letter']), /** Of the sheets; null: that of the screens. */ language: z.enum(['zh-CN', 'en']).nullable().default(null), candidateDigits: typed, groups: z.array(groupDraftSchema).readonly(),
  /** Of sheets that somebody else printed; null: the station prints them. */
  template: z.object({ templateId: typed, name: typed, /** Whether it says whose a sheet is. */ hasNumber: z.boolean().default(true) }).readonly().nullable().default(null),
}).readonly();
export type ExamDraft = z.infer<typeof examDraftSchema>;

const pointsOf: Readonly<Record<QuestionType, string>> = { single: '3', multiple: '4', truefalse: '2', numeric: '4', text: '2', open: '10' };
const manyAtFirst: Readonly<Record<QuestionType, number>> = { single: 10, multiple: 4, truefalse: 5, numeric: 1, text: 1, open: 1 };

export function newGroup(type: QuestionType, id: string, before: readonly GroupDraft[]): GroupDraft {
  const first = highestIn(before.map(({ no }) => no)) + 1;
  const last = first + manyAtFirst[type] - 1;
  return {
    id, type, no: first === last ? String(first) : `${first}-${last}`, points: pointsOf[type], wrong: '', key: '', options: 4, partial: type === 'multiple' ? 'missing' : 'none', partialPoints: type === 'multiple' ? '2' : '1', wrongOption: '',
    digits: '3', sign: false, decimal: false, widthMm: '60', heightMm: type === 'open' ? '60' : '10', bonus: false,
  };
}

export function newDraft(id: string): ExamDraft {
  return { title: '', id: null, subject: '', page: 'A4', language: null, candidateDigits: '8', groups: [newGroup('single', id, [])], template: null };
}

const subjects: readonly (readonly [RegExp, string])[] = [
  [/数学|math/i, 'math'], [/语文|chinese/i, 'chinese'], [/英语|english/i, 'english'], [/物理|physics/i, 'physics'], [/化学|chemistry/i, 'chemistry'], [/生物|biology/i, 'biology'],
  [/历史|history/i, 'history'], [/地理|geography/i, 'geography'], [/政治|道德与法治|道法|politics/i, 'politics'], [/科学|science/i, 'science'],
];
const grades = '一二三四五六七八九';

/** Names the exam in files and page codes: from the title's Latin letters, else subject, grade and occasion, such as `math-8-mid`; none that is `taken`. */
export function suggestedId({ title, subject }: Pick<ExamDraft, 'title' | 'subject'>, taken: readonly string[]): string {
  const all = `${title} ${subject}`;
  const latin = title.normalize('NFKD').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  const grade = /([一二三四五六七八九])年级/.exec(all)?.[1];
  const known = [
    subjects.find(([name]) => name.test(all))?.[1], grade === undefined ? undefined : String(grades.indexOf(grade) + 1), /高[一二三]/.test(all) ? `h${'一二三'.indexOf(/高([一二三])/.exec(all)?.[1] ?? '') + 1}` : undefined,
    /期中/.test(all) ? 'mid' : /期末/.test(all) ? 'final' : /月考/.test(all) ? 'monthly' : /模拟/.test(all) ? 'mock' : undefined,
  ].filter((part) => part !== undefined).join('-');
  const base = ((/[a-z]/.test(latin) && latin.length >= 3 ? latin : known) || 'exam').slice(0, 34).replaceAll(/-+$/g, '');
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(id)) return id;
  }
}

/** How many questions, and how many answers the key holds; null where that cannot be said. */
export function keyCount(group: GroupDraft): { readonly questions: number; readonly keys: number } | null {
  const numbers = numbersIn(group.no);
  return numbers === null || group.type === 'open' ? null : { questions: numbers.length, keys: keysIn(group.type, group.key, numbers).keys.length };
}

/** What is wrong with the numbers that stand in its key. */
export const keyFault = ({ type, no, key }: GroupDraft): NumberFault | null => (type === 'open' ? null : keysIn(type, key, numbersIn(no) ?? []).fault);

const numberOr = (text: string): number | string => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text);
const someNumber = (name: string, text: string): Record<string, unknown> => (text.trim() === '' || Number(text) === 0 ? {} : { [name]: numberOr(text) });

function entryOf(group: GroupDraft): Record<string, unknown> {
  const { type, no, points, wrong, options, partial, partialPoints, wrongOption, digits, sign, decimal, widthMm, heightMm, bonus } = group;
  const numbers = numbersIn(no);
  // Full-width figures and Chinese dashes as the file wants them.
  const common = { no: numbers === null ? no : no.normalize('NFKC').replaceAll(/[、，;；]/g, ',').replaceAll(/[—–~～至]/g, '-').replaceAll(' ', ''), type, points: numberOr(points), ...(bonus ? { bonus } : {}) };
  if (type === 'open') return { ...common, height: numberOr(heightMm) };
  const key = keyField(type satisfies KeyKind, keysIn(type, group.key, numbers ?? []).keys, numbers?.length ?? 1);
  const keyed = { ...common, ...someNumber('wrong', wrong), ...(key === undefined ? {} : { key }) };
  switch (type) {
    case 'single': return { ...keyed, options };
    case 'multiple': return { ...keyed, options, ...(partial === 'none' ? {} : { partial: partial === 'missing' ? { missing: numberOr(partialPoints) } : { perOption: numberOr(partialPoints), ...someNumber('wrongOption', wrongOption) } }) };
    case 'truefalse': return keyed;
    case 'numeric': return { ...keyed, digits: numberOr(digits), ...(sign ? { sign } : {}), ...(decimal ? { decimal } : {}) };
    case 'text': return { ...keyed, width: numberOr(widthMm), height: numberOr(heightMm) };
  }
}

/** What is printed of an exam that is still being described: neither key nor id is on its sheets, and a title can come later. */
export function printedOf(file: Readonly<Record<string, unknown>>, draft: ExamDraft, title: string): Record<string, unknown> {
  return { ...file, id: 'preview', title: draft.title.trim() || title, questions: draft.groups.map((group) => (group.type === 'open' ? entryOf(group) : { ...entryOf({ ...group, key: '' }), void: true })) };
}

/** As a teacher would write it; whether it is sound, the station says. */
export function fileOf(draft: ExamDraft, id: string): Record<string, unknown> {
  const sheets = draft.template === null ? { page: draft.page, ...(draft.language === 'en' ? { language: draft.language } : {}) } : { template: draft.template.templateId };
  return { id, title: draft.title.trim(), ...(draft.subject.trim() === '' ? {} : { subject: draft.subject.trim() }), ...sheets, candidateNumber: { digits: numberOr(draft.candidateDigits) }, questions: draft.groups.map(entryOf) };
}
