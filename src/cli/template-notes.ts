import { faultText } from '../contract/faults.ts';
import { templateNotes } from '../station/template/load-template.ts';
import type { Console } from './console.ts';

/** Says what a template has in vain. `shown`: the file's name as it was given. */
export async function sayTemplateNotes(file: string, shown: string, { language, t, note }: Console): Promise<void> {
  for (const one of await templateNotes(file)) note(t('template.note', { file: shown, note: faultText(one, language === 'en' ? 'en' : 'zh-CN') }));
}
