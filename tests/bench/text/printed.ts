/**
 * Accuracy and calibration of the text reader on printed texts in boxes, several fonts, scanned well and badly.
 * `node tests/bench/text/printed.ts [--count 400] [--seed 1] [--rows FILE]` prints, by language: right, put before a person, wrong without a word, and a reliability table.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { GrayImage } from '../../../src/sheet/read/reading.ts';
import type { TextLanguage } from '../../../src/station/text/engine.ts';
import { textReviewBelow } from '../../../src/station/text/engine.ts';
import { startTextReader } from '../../../src/station/text/text-reader.ts';
import { generator } from '../../../scripts/seeded-chance.ts';

const noto = (weight: string): string => fileURLToPath(new URL(`../../../node_modules/@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`, import.meta.url));
const fonts: readonly { family: string; file?: string }[] = [
  { family: 'Noto Sans SC', file: noto('400Regular') },
  { family: 'Noto Sans SC Medium', file: noto('500Medium') },
  { family: 'Noto Sans SC Light', file: noto('300Light') },
  { family: 'DejaVu Sans' },
  { family: 'DejaVu Serif' },
  { family: 'DejaVu Sans Mono' },
  { family: 'DejaVu Sans Condensed' },
];

/** What pupils and teachers print into short-text boxes. */
const vocabulary: Readonly<Record<TextLanguage, readonly string[]>> = {
  en: ['H2O', 'CO2', 'NaCl', 'Water', 'photosynthesis', 'Paris', 'went', 'beautiful', 'A', 'B', 'C', 'D', 'T', 'F', 'although', 'interested in', 'Monday', 'has been', 'O2', 'Fe', 'gravity', 'x', 'Newton', 'better than', 'children', 'teeth', 'I', 'yes', 'No', 'DNA'],
  digits: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '12', '3.14', '-5', '100', '2026', '0.75', '-3.75', '45%', '1/2', '3/4', '12:30', '1,000', '99.9', '606', '18', '71', '+8', '360'],
  zh: ['北京', '光合作用', '长江', '李白', '唐朝', '牛顿', '水', '氧气', '二氧化碳', '春天', '不对', '是', '中华人民共和国', '静夜思', '床前明月光', '细胞核', '质量守恒', '鲁迅', '大小', '万有引力', '三角形', '平行', '正确', '错误', '黄河'],
  mixed: ['12.5 cm', '3 m/s', '25 ℃', '5千克', '8个', '第3章', 'A点', '20 kg', '1949年', '60元', '4.5小时', 'pH值', '100米', '3.5 km', 'x轴', '2倍', '9:30', '15分', 'B组', '60 km/h'],
};

export interface Sample { readonly language: TextLanguage; readonly truth: string; readonly font: string; readonly damage: number; readonly crop: GrayImage }

const of = <T>(list: readonly T[], random: () => number, fallback: T): T => list[Math.floor(random() * list.length)] ?? fallback;

/** One box with a printed text, as a crop at 150 dpi; the same for the same seed. */
export async function sampleOf(language: TextLanguage, seed: number): Promise<Sample> {
  const random = generator(seed);
  const truth = of(vocabulary[language], random, 'A');
  const hasHan = /\p{Script=Han}|℃/u.test(truth);
  const font = of(hasHan ? fonts.slice(0, 3) : fonts, random, { family: 'DejaVu Sans' });
  /** 0 clean to 1 bad. */
  const damage = random();
  const [width, height] = [354, 59];
  const grey = Math.round(225 + random() * 30);
  const ink = Math.round(random() * 90 * (0.5 + damage));
  const colour = `#${ink.toString(16).padStart(2, '0').repeat(3)}`;
  const frame = Buffer.from(`<svg width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg"><rect width="100%" height="100%" fill="rgb(${grey},${grey},${grey})"/><rect x="${2 + random() * 3}" y="${2 + random() * 3}" width="${width - 8}" height="${height - 8}" fill="none" stroke="#333" stroke-width="${1 + random() * 1.5}"/></svg>`);
  const text = await sharp({ text: { text: `<span foreground="${colour}">${truth}</span>`, font: `${font.family} ${Math.round(10 + random() * 5)}`, ...(font.file === undefined ? {} : { fontfile: font.file }), dpi: 150, rgba: true } })
    .png().toBuffer({ resolveWithObject: true });
  const left = Math.round(12 + random() * Math.max(0, width - text.info.width - 30));
  const top = Math.max(6, Math.round((height - text.info.height) / 2 + (random() - 0.5) * 8));
  const flat = await sharp(frame).composite([{ input: text.data, left: Math.min(left, width - text.info.width - 6), top: Math.min(top, height - text.info.height) }]).removeAlpha().toColourspace('b-w').png().toBuffer();
  let scan = sharp(flat).rotate((random() - 0.5) * 1.6 * damage, { background: `rgb(${grey},${grey},${grey})` });
  if (damage > 0.3) scan = scan.blur(0.4 + random() * 0.8 * damage);
  const { data, info } = await scan.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const noise = damage * 30;
  for (let i = 0; i < data.length; i++) data[i] = Math.max(0, Math.min(255, (data[i] ?? 0) + (random() + random() + random() - 1.5) * noise));
  const jpeg = await sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } }).toColourspace('b-w').jpeg({ quality: Math.round(90 - damage * 45) }).toBuffer();
  const page = await sharp(jpeg).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { language, truth, font: font.family, damage, crop: { width: page.info.width, height: page.info.height, pixels: new Uint8Array(page.data) } };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '400' }, seed: { type: 'string', default: '1' }, rows: { type: 'string' } } });
  const count = Number(values.count);
  const rows: { language: TextLanguage; truth: string; text: string; confidence: number; damage: number; font: string; ms: number }[] = [];
  await using reader = startTextReader({ tessdataFolder: fileURLToPath(new URL('../../../resources/tessdata', import.meta.url)), timeoutMs: 20_000 });
  for (const language of ['en', 'digits', 'zh', 'mixed'] as const) {
    for (let i = 0; i < count; i++) {
      const { crop, truth, damage, font } = await sampleOf(language, Number(values.seed) * 1_000_003 + i * 4 + ['en', 'digits', 'zh', 'mixed'].indexOf(language));
      const began = performance.now();
      const { text, confidence } = await reader.read(crop, { language });
      rows.push({ language, truth, text, confidence, damage, font, ms: performance.now() - began });
    }
    report(language, rows.filter((row) => row.language === language));
  }
  report('all', rows);
  console.log('confidence   items  right');
  for (const [from, to] of [[0, 0.3], [0.3, 0.6], [0.6, 0.8], [0.8, 0.9], [0.9, 0.95], [0.95, 0.98], [0.98, 0.99], [0.99, 1.01]] as const) {
    const bin = rows.filter(({ confidence }) => confidence >= from && confidence < to);
    if (bin.length > 0) console.log(`${from.toFixed(2)}–${Math.min(1, to).toFixed(2)}  ${String(bin.length).padStart(6)}  ${(bin.filter(right).length / bin.length).toFixed(4)}`);
  }
  if (values.rows !== undefined) writeFileSync(values.rows, rows.map((row) => JSON.stringify(row)).join('\n'));
}

function right({ text, truth }: { text: string; truth: string }): boolean {
  return text.replaceAll(' ', '') === truth.replaceAll(' ', '');
}

function report(name: string, rows: readonly { text: string; truth: string; confidence: number; ms: number }[]): void {
  const sure = rows.filter(({ confidence }) => confidence >= textReviewBelow);
  const silent = sure.filter((row) => !right(row));
  const share = (n: number): string => `${((100 * n) / rows.length).toFixed(1)} %`;
  const times = rows.map(({ ms }) => ms).sort((a, b) => a - b);
  console.log(`${name.padEnd(7)} ${rows.length} texts: right ${share(rows.filter(right).length)}, to a person ${share(rows.length - sure.length)}, wrong without a word ${silent.length} (${share(silent.length)}), median ${(times[times.length >> 1] ?? 0).toFixed(0)} ms`);
  for (const { truth, text, confidence } of silent.slice(0, 12)) console.log(`  ${truth} read as ${text} at ${confidence.toFixed(3)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
