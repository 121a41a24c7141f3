/** What a pupil means to answer: one entry for each field of the layout. */
import type { Exam, Question } from '../exam/exam.ts';
import { Random } from './random.ts';

export interface Intent {
  readonly field: string;
  /** Every value that the field's bubbles have, in the layout's order. */
  readonly values: readonly string[];
  readonly chosen: readonly string[];
}

export interface Intents {
  readonly items: readonly Intent[];
  /** Text written into text boxes, by question number. */
  readonly texts: Readonly<Record<string, string>>;
  /** Open questions that the pupil wrote something for. */
  readonly written: ReadonlySet<string>;
}

/** Answers by a pupil of the given skill (0 to 1). `examSeed` makes some questions harder than others for everybody. */
export function intend(exam: Exam, skill: number, examSeed: number, random: Random, doubleRate: number): Intents {
  const items: Intent[] = [];
  const texts: Record<string, string> = {};
  const written = new Set<string>();
  // A few never reach the end of the paper.
  const stopsAt = random.chance(0.03) ? random.integer(Math.ceil(exam.questions.length / 2), exam.questions.length) : exam.questions.length;
  exam.questions.forEach((question, at) => {
    const nature = new Random('difficulty', examSeed, question.no);
    const ease = nature.between(-0.3, 0.22);
    const trap = nature.next();
    const answers = at < stopsAt && !random.chance(0.004 + 0.02 * (1 - skill));
    const knows = answers && random.chance(Math.max(0.05, Math.min(0.99, skill + ease)));
    switch (question.type) {
      case 'single':
      case 'truefalse': {
        const values = question.options;
        let chosen = answers ? [chooseOne(question, knows, trap, random)] : [];
        if (answers && question.type === 'single' && random.chance(doubleRate)) {
          const second = values[random.integer(0, values.length - 1)];
          const first = chosen;
          chosen = values.filter((value) => first.includes(value) || value === second);
        }
        items.push({ field: question.no, values, chosen });
        break;
      }
      case 'multiple': {
        const key = question.keys[0] ?? '';
        const chosen = answers ? question.options.filter((value) => (key.includes(value) ? knows || random.chance(0.55 + 0.4 * skill) : !knows && random.chance(0.3 * (1.2 - skill)))) : [];
        items.push({ field: question.no, values: question.options, chosen });
        break;
      }
      case 'numeric': {
        const number = answers ? numberFor(question, knows, random) : '';
        const columns = layOut(number, question.columns);
        question.columns.forEach((values, i) => {
          const value = columns[i] ?? '_';
          items.push({ field: `${question.no}:${i}`, values, chosen: value === '_' ? [] : [value] });
        });
        break;
      }
      case 'text': {
        const key = question.keys[0] ?? '';
        if (answers) texts[question.no] = knows ? key : misspelt(key, random);
        break;
      }
      case 'open':
        if (answers) written.add(question.no);
        break;
    }
  });
  return { items, texts, written };
}

function chooseOne(question: Extract<Question, { type: 'single' | 'truefalse' }>, knows: boolean, trap: number, random: Random): string {
  const key = question.keys[0] ?? question.options[0] ?? 'A';
  if (knows) return key;
  const wrong: readonly string[] = question.options.filter((value) => value !== key);
  // One distractor pulls more than the others.
  const pull = wrong[Math.floor(trap * wrong.length)];
  return (random.chance(0.45) ? pull : wrong[random.integer(0, wrong.length - 1)]) ?? key;
}

function numberFor(question: Extract<Question, { type: 'numeric' }>, knows: boolean, random: Random): string {
  const key = question.keys[0] ?? '0';
  if (knows) return key;
  const digits = [...key];
  const at = random.integer(0, digits.length - 1);
  if (/\d/.test(digits[at] ?? '')) digits[at] = String(random.integer(0, 9));
  return digits.join('');
}

/** Right-aligned into the columns, the sign in the first column that takes it; `_` where nothing is marked. */
function layOut(number: string, columns: readonly (readonly string[])[]): string[] {
  const out = columns.map(() => '_');
  const negative = number.startsWith('-');
  const rest = negative ? number.slice(1) : number;
  if (negative && columns[0]?.includes('-')) out[0] = '-';
  for (let i = 0; i < rest.length && i < columns.length; i++) {
    const value = rest[rest.length - 1 - i] ?? '_';
    const at = columns.length - 1 - i;
    if (columns[at]?.includes(value)) out[at] = value;
  }
  return out;
}

function misspelt(key: string, random: Random): string {
  const letters = [...key];
  if (letters.length > 1 && random.chance(0.5)) letters.splice(random.integer(0, letters.length - 1), 1);
  else letters[random.integer(0, letters.length - 1)] = random.pick(['a', 'e', '3', 'n', 'x', '7']);
  return letters.join('');
}
