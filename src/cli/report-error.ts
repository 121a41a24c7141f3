/** An error as the person at the terminal sees it: one message with a next step; technical details only when asked for. */
import { type ErrorCode, withCauses, ZhiyueError } from '../contract/errors.ts';
import { type FaultCode, type FaultLanguage, faultSentence, placeWithQuestions } from '../contract/faults.ts';
import { damage } from '../station/store/trouble.ts';
import type { Console } from './console.ts';
import { exitCodeOf } from './exit-code.ts';
import { SaidError } from './said-error.ts';
import type { TextKey, Translate } from './i18n/texts.ts';

/** What was named is there, so that it was not found would be wrong; or the words say all of it. These say what to do, too. */
const saysItself: ReadonlySet<FaultCode> = new Set(['scans-none', 'scans-other', 'record-none', 'folder-in-use', 'worker-unpaired', 'file-folder', 'file-unopened', 'template-key-column']);
/** Of a port: the sentence begins with it. */
const namesItself: ReadonlySet<FaultCode> = new Set(['option-port-used', 'option-port-station', 'option-port-forbidden', 'option-address-foreign']);

/** Writes the error and returns the exit code that belongs to it. */
export function reportError(error: unknown, console: Console, verbose: boolean): number {
  const { language, t } = console;
  const { code, text } = errorText(error, t, language);
  console.note(t('error.prefix') + text);
  if (verbose) console.note(withCauses(error));
  else if (code === 'internal') console.note(t('error.debug'));
  return exitCodeOf(code);
}

/** What a person should hear of any error: what is wrong and what to do next. */
export function errorText(error: unknown, t: Translate, language: FaultLanguage): { readonly code: ErrorCode; readonly text: string } {
  if (error instanceof SaidError) return { code: error.code, text: error.message };
  const known = error instanceof ZhiyueError ? error : unexpected(error);
  const { code, about, faults, message } = known;
  const detail = faults.length > 0 ? faultSentence(faults, language, placeWithQuestions) : sentence(message);
  if (faults.some((fault) => namesItself.has(fault.code))) return { code, text: detail };
  const text = t(keyOf(known), { about: about ?? '—', detail });
  // In Chinese the English sentence of an error without faults is a remark in brackets; what is said in Chinese goes on after a colon.
  if (faults.length > 0 && language === 'zh-CN') return { code, text: text.replace(`（${detail}）。`, () => `：${detail}`) };
  // The remark has no end of its own.
  return { code, text: text.replace(/ {2,}/g, ' ').replace(/[.。]）/g, '）') };
}

/** The text that `detail` stands in. Faults of an option and of Redis say themselves what to do. */
function keyOf({ code, faults }: ZhiyueError): TextKey {
  if (faults.some((fault) => saysItself.has(fault.code))) return 'said.about';
  if (faults.length > 0 && code === 'option-invalid') return 'said.option-invalid';
  if (faults.length > 0 && code === 'redis-unreachable') return 'said.redis-unreachable';
  return `error.${code}`;
}

/** What Node says about files is close enough to what we would say ourselves. */
function unexpected(error: unknown): ZhiyueError {
  const damaged = damage(error, 'record.sqlite');
  if (damaged !== null) return damaged;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'ENOSPC') return new ZhiyueError('disk-full', message);
  if (code === 'EROFS') return new ZhiyueError('output-unwritable', message);
  return new ZhiyueError('internal', message, { cause: error });
}

function sentence(message: string): string {
  return /[.!?。！？]$/.test(message) ? message : `${message}.`;
}
