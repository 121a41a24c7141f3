/** From what zod finds wrong in an `exam.json` to faults. Where the schema names a code as its message, that; else by the kind of the issue. */
import type { z } from 'zod';
import { type Fault, fault, type FaultCode, type FaultValues, isFaultCode } from '../contract/faults.ts';
import { alike } from './alike.ts';
import { maxQuestions } from './question-numbers.ts';

/** How a fault of the file as a whole begins. */
export const wholeFile = 'exam.json';

export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('').replace(/^\./, '');
  return text === '' ? wholeFile : text;
}

/** `before`: where in the file `json`, which was parsed, stands. `fields`: those that it may have itself. */
export function schemaFaults(error: z.ZodError, before: readonly PropertyKey[], json: unknown, fields: readonly string[] = []): readonly Fault[] {
  return error.issues.flatMap((issue): readonly Fault[] => {
    const path = [...before, ...issue.path];
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => {
      const known = issue.path.length === 0 ? alike(key, fields) : null;
      return { ...(known === null ? fault('exam-field-unknown') : fault('exam-field-alike', { known })), where: { path: pathText([...path, key]) } };
    });
    const [code, values] = whatIsWrong(issue, path, valueAt(json, issue.path));
    return [{ code, values, where: { path: pathText(path) } }];
  });
}

const kinds: Readonly<Record<string, FaultCode>> = { string: 'exam-not-text', number: 'exam-not-number', int: 'exam-not-whole', boolean: 'exam-not-boolean', object: 'exam-not-object', record: 'exam-not-object', array: 'exam-not-list' };

function whatIsWrong(issue: z.core.$ZodIssue, path: readonly PropertyKey[], value: unknown): readonly [FaultCode, FaultValues] {
  if (issue.code === 'invalid_union' && path.at(-1) === 'type') return ['exam-type', {}];
  if (issue.code === 'invalid_type' && value === undefined) return ['exam-field-missing', {}];
  if (isFaultCode(issue.message)) return [issue.message, Array.isArray(value) ? { most: maxQuestions, count: value.length } : {}];
  switch (issue.code) {
    case 'invalid_type': return [kinds[issue.expected] ?? 'exam-misfit', { reason: issue.message }];
    case 'invalid_value': return [issue.values.length === 1 ? 'exam-exactly' : 'exam-one-of', { options: issue.values.map(String).join(', ') }];
    case 'too_small': {
      const least = Number(issue.minimum);
      if (issue.origin === 'string') return ['exam-text-empty', {}];
      return [issue.origin === 'array' ? 'exam-list-short' : issue.inclusive === false ? 'exam-above' : 'exam-least', { least }];
    }
    case 'too_big': return [issue.origin === 'string' ? 'exam-text-long' : issue.origin === 'array' ? 'exam-list-long' : 'exam-most', { most: Number(issue.maximum) }];
    default: return ['exam-misfit', { reason: issue.message }];
  }
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), json);
}
