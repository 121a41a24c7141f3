import { type Fault, faultText } from '../contract/faults.ts';
import { templateNotes } from '../station/template/load-template.ts';
import type { Console } from './console.ts';

/** Says what a template has in vain. `shown`: the file's name as it was given; `given`: what came with it. */
export async function sayTemplateNotes(file: string, shown: string, console: Console, given: { readonly roster?: boolean } = {}): Promise<void> {
  sayNotes(await templateNotes(file, given), shown, console);
}

/** Says of a file that is used what of it has no effect. */
export function sayNotes(notes: readonly Fault[], shown: string, { language, t, note }: Console): void {
  for (const one of notes) note(t('template.note', { file: shown, note: faultText(one, language === 'en' ? 'en' : 'zh-CN') }));
}
