import { tenth } from '../sheet/template/edit.ts';
import type { OtherSize } from '../station/template/bubble-size.ts';
import type { Console } from './console.ts';

/** Says that bubbles are printed in another size than the template has, with what has to be written into it: boxes keep their centres. */
export function sayOtherSize(size: OtherSize | null, { t, note }: Console, text: 'template.other-size' | 'read.other-size'): void {
  if (size === null) return;
  const { own, printed, file } = size, shift = (side: 'w' | 'h'): string => `${own[side] >= printed[side] ? '+' : ''}${tenth((own[side] - printed[side]) / 2)}`;
  note(t(text, { file, w: printed.w, h: printed.h, own: `${tenth(own.w)} × ${tenth(own.h)}`, x: shift('w'), y: shift('h') }));
}
