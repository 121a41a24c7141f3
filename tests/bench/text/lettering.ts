/** Texts as pupils and printers put them into a field, as grey crops at 150 dpi: outlines of a font, set unsteadily, on paper with a frame, then scanned. The same for the same chance. */
import { fileURLToPath } from 'node:url';
import { openSync, type Font } from 'fontkit';
import sharp from 'sharp';
import type { GrayImage } from '../../../src/sheet/read/reading.ts';
import type { Random } from '../../../src/simulate/random.ts';

const packages = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const files = {
  'Noto Sans SC': '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf', 'Noto Sans SC Bold': '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  'Gochi Hand': '@expo-google-fonts/gochi-hand/400Regular/GochiHand_400Regular.ttf', 'Shadows Into Light': '@expo-google-fonts/shadows-into-light/400Regular/ShadowsIntoLight_400Regular.ttf',
  'Patrick Hand': '@expo-google-fonts/patrick-hand/400Regular/PatrickHand_400Regular.ttf', 'Kalam': '@expo-google-fonts/kalam/400Regular/Kalam_400Regular.ttf',
  'Long Cang': '@fontsource/long-cang/files/long-cang-chinese-simplified-400-normal.woff', 'Zhi Mang Xing': '@fontsource/zhi-mang-xing/files/zhi-mang-xing-chinese-simplified-400-normal.woff',
} as const;
export type FontName = keyof typeof files;

/** Print, handwriting in Latin letters, and handwriting in Chinese; the digit network was trained on neither of the first two hands. */
export const faces = {
  print: ['Noto Sans SC', 'Noto Sans SC Bold'], latinHand: ['Gochi Hand', 'Shadows Into Light', 'Patrick Hand', 'Kalam'], chineseHand: ['Long Cang', 'Zhi Mang Xing'],
} as const satisfies Readonly<Record<string, readonly FontName[]>>;

const opened = new Map<FontName, Font>();
function fontOf(name: FontName): Font {
  const known = opened.get(name);
  if (known) return known;
  const font = openSync(packages + files[name]);
  if ('fonts' in font) throw new Error(`${name} is a collection`);
  opened.set(name, font);
  return font;
}

export const canWrite = (name: FontName, text: string): boolean => [...text].every((character) => character === ' ' || fontOf(name).hasGlyphForCodePoint(character.codePointAt(0) ?? 0));

export interface Box { readonly widthMm: number; readonly heightMm: number; /** Cells with a character each; null: one line. */ readonly cells: number | null }

const dpi = 150;
const perMm = dpi / 25.4;

/** One filled field, framed as it is printed. `damage`: 0 clean to 1 bad. */
export async function letteredField(text: string, name: FontName, box: Box, damage: number, random: Random): Promise<GrayImage> {
  const font = fontOf(name);
  const width = Math.round(box.widthMm * perMm), height = Math.round(box.heightMm * perMm);
  const letters = [...text];
  const advance = (size: number): number => letters.reduce((sum, one) => sum + font.glyphForCodePoint(one.codePointAt(0) ?? 0).advanceWidth * (size / font.unitsPerEm), 0);
  let size = height * random.between(0.5, 0.66);
  if (box.cells === null && advance(size) > width * 0.85) size *= (width * 0.85) / advance(size);
  const ink = Math.round(random.between(10, 60 + 60 * damage));
  let x = box.cells === null ? random.between(8, Math.max(9, width - advance(size) - 10)) : 0;
  const baseline = height / 2 + size * 0.36 + random.between(-2, 2);
  const drawn = letters.map((letter, i) => {
    const glyph = font.glyphForCodePoint(letter.codePointAt(0) ?? 0);
    const scale = (size / font.unitsPerEm) * random.between(0.95, 1.05);
    const at = box.cells === null ? x : ((i + 0.5) * width) / box.cells - (glyph.advanceWidth * scale) / 2;
    x += glyph.advanceWidth * scale;
    return `<path transform="translate(${at} ${baseline + random.between(-1, 1)}) rotate(${random.between(-3, 3)}) scale(${scale} ${-scale})" d="${glyph.path.toSVG()}"/>`;
  }).join('');
  const lines = Array.from({ length: Math.max(0, (box.cells ?? 0) - 1) }, (_, i) => `<path d="M${((i + 1) * width) / (box.cells ?? 1)} 0V${height}" stroke="#333" stroke-width="1.2"/>`).join('');
  const grey = Math.round(random.between(228, 254));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="rgb(${grey},${grey},${grey})"/><rect x="1.5" y="1.5" width="${width - 3}" height="${height - 3}" fill="none" stroke="#333" stroke-width="1.6"/>${lines}<g fill="rgb(${ink},${ink},${ink})">${drawn}</g></svg>`;
  let scan = sharp(Buffer.from(svg), { density: 72 }).flatten();
  if (damage > 0.3) scan = sharp(await scan.png().toBuffer()).rotate(random.between(-0.7, 0.7) * damage, { background: `rgb(${grey},${grey},${grey})` }).blur(0.35 + 0.7 * damage * random.next());
  const { data, info } = await scan.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const noisy = Uint8Array.from(data, (value) => Math.max(0, Math.min(255, value + random.normal() * damage * 14)));
  const jpeg = await sharp(noisy, { raw: { width: info.width, height: info.height, channels: 1 } }).toColourspace('b-w').jpeg({ quality: Math.round(88 - damage * 40) }).toBuffer();
  const page = await sharp(jpeg).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { width: page.info.width, height: page.info.height, pixels: new Uint8Array(page.data) };
}
