/** The stack of scans that the other program makes: one way of marking or scanning each. */
import type { Scan } from './draw-marks.ts';

export const exam = {
  id: 'foreign-marks', title: '外来程序填涂测试', subject: '数学', page: 'A4', candidateNumber: { digits: 8 },
  questions: [
    { no: '1-20', type: 'single', options: 4, key: 'BACDABCDABBACDABCDAB', points: 3 },
    { no: '21-23', type: 'multiple', options: 5, key: ['ACD', 'AB', 'BDE'], points: 4, partial: { missing: 2 } },
    { no: '24', type: 'truefalse', key: 'T', points: 2 },
    { no: '25', type: 'numeric', digits: 3, key: ['125', '126'], points: 4 },
    { no: '26', type: 'open', points: 10, height: 40 },
  ],
};

const plain: Scan = { dpi: 200, turn: 0, printScale: 1, shiftMm: 0, stroke: 'fill', format: 'jpeg' };
export const scans: Record<string, Scan> = {
  plain,
  '100 dpi': { ...plain, dpi: 100 },
  '150 dpi': { ...plain, dpi: 150 },
  '300 dpi': { ...plain, dpi: 300 },
  '600 dpi': { ...plain, dpi: 600 },
  '1-bit 300 dpi': { ...plain, dpi: 300, format: '1-bit' },
  png: { ...plain, format: 'png' },
  tiff: { ...plain, format: 'tiff' },
  webp: { ...plain, format: 'webp' },
  'JPEG quality 40': { ...plain, jpegQuality: 40 },
  'upside down': { ...plain, turn: 180 },
  'on its left side': { ...plain, turn: 90 },
  'on its right side': { ...plain, turn: 270 },
  'skewed by 3 degrees': { ...plain, turn: 3 },
  'skewed by 10 degrees': { ...plain, turn: 10 },
  'skewed by -10 degrees': { ...plain, turn: -10 },
  'printed at 90 %': { ...plain, printScale: 0.9 },
  'printed at 110 %': { ...plain, printScale: 1.1 },
  'shifted by 5 mm': { ...plain, shiftMm: 5 },
  'printed at 110 % and shifted by -5 mm': { ...plain, printScale: 1.1, shiftMm: -5 },
  'noisy': { ...plain, noise: 30 },
  'low contrast': { ...plain, contrast: 0.35 },
  'half filled': { ...plain, stroke: 'half' },
  'crosses': { ...plain, stroke: 'cross' },
  'crosses at 100 dpi': { ...plain, stroke: 'cross', dpi: 100 },
  'ticks': { ...plain, stroke: 'tick' },
  'displaced fills': { ...plain, stroke: 'displaced' },
  'pale fills': { ...plain, stroke: 'pale-fill' },
  'blue pen': { ...plain, stroke: 'blue-pen' },
  'red pen': { ...plain, stroke: 'red-pen' },
};

/** What the pupil of scan `index` marks, by field. */
export function answersOf(index: number): Map<string, string> {
  const pick = (options: string, salt: number) => options[(index * 7 + salt * 5 + ((index * salt) >> 1)) % options.length] ?? '';
  const chosen = new Map<string, string>();
  for (let no = 1; no <= 20; no++) chosen.set(String(no), (index + no) % 9 === 0 ? '' : pick('ABCD', no));
  chosen.set('21', (index % 3 === 0 ? ['A', 'C'] : ['A', 'C', 'D']).join(''));
  chosen.set('22', pick('ABCDE', 22));
  chosen.set('23', 'BDE');
  chosen.set('24', pick('TF', 24));
  [...String(100 + index * 13)].forEach((digit, column) => chosen.set(`25:${column}`, digit));
  [...candidateOf(index)].forEach((digit, column) => chosen.set(`candidate:${column}`, digit));
  return chosen;
}
export const candidateOf = (index: number) => String(20260000 + index * 37);
