/** From answers to points. Each score carries its reason. */
import type { Answer, Exam, MultipleQuestion, NumericQuestion, Question, QuestionNo, SingleQuestion, TextQuestion, TrueFalseQuestion } from './exam.ts';
import { readNumber } from './numeric.ts';
import type { Reason, ReasonKind } from './reason.ts';

export { reasonText } from './reason.ts';
export type { Reason, ReasonLanguage } from './reason.ts';

export interface QuestionScore {
  readonly no: QuestionNo;
  /** Null for an open question that waits for marks. */
  readonly points: number | null;
  readonly max: number;
  readonly bonus: boolean;
  readonly reason: Reason;
  /** True while a person still has to look at the answer: the points follow the best guess. */
  readonly doubtful: boolean;
}

export interface SheetScore {
  /** In the order of the exam. */
  readonly questions: readonly QuestionScore[];
  /** Sum of all points given so far, bonus included; can be negative where wrong answers cost points. */
  readonly total: number;
  /** Full marks: bonus questions do not count. */
  readonly max: number;
  /** How many open questions wait for marks. */
  readonly openQuestions: number;
  /** How many questions wait for a person to look at the answer. */
  readonly doubtful: number;
}

/**
 * Points of one question for one answer. `answer` null: no page with this question was read, which is not the same as blank.
 * An open question waits for marks either way.
 */
export function scoreQuestion(question: Question, answer: Answer | null): QuestionScore {
  const { no, points: max, bonus } = question;
  if (question.void) return { no, points: max, max, bonus, reason: { kind: 'void', points: max, max }, doubtful: false };
  if (question.type === 'open') return { no, points: null, max, bonus, reason: { kind: 'open', points: 0, max }, doubtful: false };
  if (answer === null) return { no, points: 0, max, bonus, reason: { kind: 'not-read', points: 0, max }, doubtful: false };
  const { points, ...kind } = judge(question, answer.value);
  return { no, points, max, bonus, reason: { ...kind, points, max }, doubtful: answer.doubtful };
}

/** Points of a whole sheet. Answers to questions that the exam does not have are ignored. */
export function scoreSheet(exam: Exam, answers: readonly Answer[]): SheetScore {
  const byNo = new Map(answers.map((answer) => [answer.no, answer]));
  const questions = exam.questions.map((question) => scoreQuestion(question, byNo.get(question.no) ?? null));
  return {
    questions,
    total: questions.reduce((sum, score) => sum + (score.points ?? 0), 0),
    max: exam.questions.reduce((sum, question) => sum + (question.bonus ? 0 : question.points), 0),
    openQuestions: questions.filter((score) => score.points === null).length,
    doubtful: questions.filter((score) => score.doubtful).length,
  };
}

type Judged = { readonly points: number } & ReasonKind;
type Keyed = SingleQuestion | TrueFalseQuestion | MultipleQuestion | NumericQuestion | TextQuestion;

function judge(question: Keyed, value: string): Judged {
  switch (question.type) {
    case 'single':
    case 'truefalse': return judgeOneOption(question, value);
    case 'multiple': return judgeOptions(question, value);
    case 'numeric': return judgeNumber(question, value);
    case 'text': return judgeText(question, value);
  }
}

const blank: Judged = { kind: 'blank', points: 0 };

function judgeOneOption(question: SingleQuestion | TrueFalseQuestion, value: string): Judged {
  if (value === '') return blank;
  if ([...value].length > 1) return { kind: 'several-chosen', answer: value, points: question.wrong };
  return question.keys.includes(value) ? full(question) : wrong(question, value);
}

/** Where there are several right answers, the one that gives the most points counts. */
function judgeOptions(question: MultipleQuestion, value: string): Judged {
  if (value === '') return blank;
  const chosen = new Set(value);
  const judged = question.keys.map((key) => judgeAgainstKey(question, value, chosen, new Set(key)));
  return judged.find((one) => one.kind === 'full') ?? judged.toSorted((a, b) => b.points - a.points)[0] ?? wrong(question, value);
}

function judgeAgainstKey(question: MultipleQuestion, value: string, chosen: ReadonlySet<string>, key: ReadonlySet<string>): Judged {
  const right = [...chosen].filter((option) => key.has(option)).toSorted();
  const strange = [...chosen].filter((option) => !key.has(option)).toSorted();
  const missing = [...key].filter((option) => !chosen.has(option)).toSorted();
  if (strange.length === 0 && missing.length === 0) return full(question);
  const { partial } = question;
  const optionCost = partial.kind === 'per-option' ? partial.wrongOption : 0;
  if (right.length === 0 || (strange.length > 0 && optionCost === 0)) return wrong(question, value);
  // Right as far as it goes, also where this exam gives nothing for that: the reason says what was missing.
  if (partial.kind !== 'per-option') return { kind: 'missing', missing, points: partial.kind === 'missing' ? partial.points : question.wrong };
  const points = Math.min(question.points, Math.max(0, right.length * partial.points - strange.length * optionCost));
  return { kind: 'per-option', right, wrong: strange, missing, points };
}

function judgeNumber(question: NumericQuestion, value: string): Judged {
  if (/^_*$/.test(value)) return blank;
  const read = readNumber(value);
  if ('not' in read) return { kind: 'not-a-number', answer: value, because: read.not, points: question.wrong };
  const right = question.keys.some((key) => sameNumber(key, read.number));
  return right ? full(question) : wrong(question, value);
}

function sameNumber(key: string, number: string): boolean {
  const read = readNumber(key);
  return 'number' in read && read.number === number;
}

function judgeText(question: TextQuestion, value: string): Judged {
  const text = comparable(value, question.ignoreCase);
  if (text === '') return blank;
  return question.keys.some((key) => comparable(key, question.ignoreCase) === text) ? full(question) : wrong(question, value);
}

/** Full-width and half-width are the same; runs of spaces are one, and none beside a Chinese character, where OCR puts them at will. */
function comparable(text: string, ignoreCase: boolean): string {
  const plain = text.normalize('NFKC').replace(/\s+/g, ' ').trim().replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '');
  return ignoreCase ? plain.toLowerCase() : plain;
}

function full(question: Keyed): Judged {
  return { kind: 'full', points: question.points };
}

function wrong(question: Keyed, answer: string): Judged {
  return { kind: 'wrong', answer, points: question.wrong };
}
