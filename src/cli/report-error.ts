/** An error as the person at the terminal sees it: one message with a next step; technical details only when asked for. */
import { type ErrorCode, withCauses, ZhiyueError } from '../contract/errors.ts';
import { type FaultCode, type FaultLanguage, faultSentence } from '../contract/faults.ts';
import { damage } from '../station/store/trouble.ts';
import type { Console } from './console.ts';
import { exitCodeOf } from './exit-code.ts';
import { SaidError } from './said-error.ts';
import type { Translate } from './i18n/texts.ts';

/** What was named is there: that it was not found would be wrong, and these say what to do. */
const saysItself: ReadonlySet<FaultCode> = new Set(['scans-none', 'scans-other', 'record-none']);
/** Of a port: the sentence begins with it. */
const namesItself: ReadonlySet<FaultCode> = new Set(['option-port-used', 'option-port-forbidden', 'option-address-foreign']);

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
  const said = known.faults.length > 0;
  // Faults of an option and of Redis say themselves what to do.
  const key = known.faults.some((fault) => saysItself.has(fault.code)) ? 'said.about' : said && known.code === 'option-invalid' ? 'said.option-invalid' : said && known.code === 'redis-unreachable' ? 'said.redis-unreachable' : `error.${known.code}` as const;
  const detail = said ? faultSentence(known.faults, language) : sentence(known.message);
  if (known.faults.some((fault) => namesItself.has(fault.code))) return { code: known.code, text: detail };
  const text = t(key, { about: known.about ?? '—', detail });
  // In Chinese the English sentence of an error without faults is a remark in brackets; what is said in Chinese goes on after a colon.
  if (said && language === 'zh-CN') return { code: known.code, text: text.replace(`（${detail}）。`, () => `：${detail}`) };
  // Chinese texts have the English sentence in brackets, as a remark without an end of its own.
  return { code: known.code, text: text.replace(/ {2,}/g, ' ').replace(/[.。]）/g, '）') };
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
