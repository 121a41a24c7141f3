/** The page code as a QR symbol (ISO/IEC 18004, alphanumeric mode): the smallest version that holds it with error correction Q, else M. */
import qrcode from 'qrcode-generator';

/** Dark modules as horizontal runs, in units of modules. */
export interface CodeModules { readonly size: number; readonly runs: readonly { readonly x: number; readonly y: number; readonly length: number }[] }

/** Characters that versions 1 to 4 hold in alphanumeric mode. */
const capacities = [
  { version: 1, level: 'Q', characters: 16 }, { version: 1, level: 'M', characters: 20 },
  { version: 2, level: 'Q', characters: 29 }, { version: 2, level: 'M', characters: 38 },
  { version: 3, level: 'Q', characters: 47 }, { version: 3, level: 'M', characters: 61 },
] as const;

export function codeModules(text: string): CodeModules {
  const fit = capacities.find(({ characters }) => text.length <= characters);
  const code = qrcode(fit?.version ?? 0, fit?.level ?? 'M');
  code.addData(text, 'Alphanumeric');
  code.make();
  const size = code.getModuleCount();
  const runs: { x: number; y: number; length: number }[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!code.isDark(y, x)) continue;
      const start = x;
      while (x + 1 < size && code.isDark(y, x + 1)) x += 1;
      runs.push({ x: start, y, length: x + 1 - start });
    }
  }
  return { size, runs };
}
