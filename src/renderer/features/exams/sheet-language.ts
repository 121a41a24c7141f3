/** In which language the words on a sheet are printed. */
import type { ExamDetail } from './exam-as-file.ts';

/** Each by its own name, as somebody who reads it looks for it. */
export const languageNames = [{ value: 'zh-CN', label: '中文' }, { value: 'en', label: 'English' }] as const;

export const sheetLanguageOf = (name: string): ExamDetail['language'] => (name === 'en' ? 'en' : 'zh-CN');
