/** What a template says of the exam on its sheets: questions by their numbers, kinds by their bubbles; the key is the teacher's. Pure. */
import type { SheetTemplate, TemplateBlock } from '../../../contract/routes/templates.ts';
import { type ExamDraft, type GroupDraft, newDraft, newGroup, type QuestionType } from './exam-draft.ts';

/** A question as it stands on the sheet. */
interface Found { readonly no: number; readonly type: QuestionType; readonly options: number; readonly digits: number }

/** As the station finds a question's column: by the number in its name. */
const numberIn = /^\D{0,20}?0*(\d+)\D{0,10}$/u;
/** More bubbles in a row are a column of digits or letters. */
const mostOptions = 8;
const truths = /^(?:T|F|[√✓×✗✕对错是否YN])$/iu;

export function draftFromTemplate(template: SheetTemplate, id: string): ExamDraft {
  const found = [...questionsOf(template.blocks), ...boxesOf(template)].sort((a, b) => a.no - b.no).filter(({ no }, i, all) => no > 0 && all[i - 1]?.no !== no);
  const groups = found.reduce<GroupDraft[]>((before, question) => {
    const last = before.at(-1), [from = '', to = from] = last?.no.split('-') ?? [];
    const goesOn = last !== undefined && last.type === question.type && Number(to) + 1 === question.no && (question.type !== 'single' || last.options === question.options) && (question.type !== 'numeric' || last.digits === String(question.digits));
    if (goesOn) return [...before.slice(0, -1), { ...last, no: `${from}-${question.no}` }];
    return [...before, { ...newGroup(question.type, `${id}-${before.length}`, []), no: String(question.no), options: question.options, digits: String(question.digits) }];
  }, []);
  const digits = template.blocks.filter(({ candidate }) => candidate).reduce((sum, { fields }) => sum + fields.length, 0), bare = newDraft(id);
  return { ...bare, title: template.name, candidateDigits: digits === 0 ? bare.candidateDigits : String(digits), groups, template: { templateId: template.templateId, name: template.name, hasNumber: digits > 0 || template.regions.some(({ candidate }) => candidate) } };
}

/** Fields that have a column each are choices; those that are put together are the digits of a number. */
function questionsOf(blocks: readonly TemplateBlock[]): Found[] {
  const asked = blocks.filter(({ candidate }) => !candidate);
  const choices = asked.filter(({ column, values }) => column === null && values.length >= 2 && values.length <= mostOptions).flatMap(({ fields, values }) => fields.flatMap((label): Found[] => {
    const no = numberOf(label);
    return no === null ? [] : [{ no, type: values.length === 2 && values.every((value) => truths.test(value)) ? 'truefalse' : 'single', options: values.length, digits: 0 }];
  }));
  const columns = Map.groupBy(asked.filter(({ column, values }) => column !== null && values.every((value) => /^\d$/.test(value))), ({ column }) => column ?? '');
  return [...choices, ...[...columns].flatMap(([name, own]): Found[] => {
    const no = numberOf(name);
    return no === null ? [] : [{ no, type: 'numeric', options: 4, digits: own.reduce((sum, { fields }) => sum + fields.length, 0) }];
  })];
}

function boxesOf({ regions }: SheetTemplate): Found[] {
  return regions.filter(({ candidate, kind }) => !candidate && kind !== 'code').flatMap(({ name, kind }): Found[] => {
    const no = numberOf(name);
    return no === null ? [] : [{ no, type: kind === 'open' ? 'open' : 'text', options: 4, digits: 0 }];
  });
}

function numberOf(name: string): number | null {
  const [, no] = numberIn.exec(name.trim()) ?? [];
  return no === undefined ? null : Number(no);
}
