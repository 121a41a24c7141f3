import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { TesseractEngine } from './tesseract-engine.ts';
import { PpOcrEngine } from './ppocr-engine.ts';
import { readTextWith, startTextReader } from './text-reader.ts';
import { VotingEngine } from './voting-engine.ts';

const tessdataFolder = fileURLToPath(new URL('../../../resources/tessdata', import.meta.url));
const font = fileURLToPath(new URL('../../../node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf', import.meta.url));

/** A text box of 60 × 10 mm at 150 dpi with its printed frame and, maybe, a text. */
async function box(text: string): Promise<GrayImage> {
  const width = 354;
  const height = 59;
  const frame = Buffer.from(`<svg width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg"><rect width="100%" height="100%" fill="#f4f4f4"/><rect x="3" y="3" width="${width - 6}" height="${height - 6}" fill="none" stroke="#222" stroke-width="2"/></svg>`);
  const letters = text === '' ? [] : [{ input: { text: { text: `<span foreground="black">${text}</span>`, font: 'Noto Sans SC 12', fontfile: font, dpi: 150, rgba: true } }, left: 30, top: 18 }];
  const { data } = await sharp(frame).composite(letters.map((letter) => ({ ...letter, blend: 'over' as const }))).removeAlpha().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { width, height, pixels: new Uint8Array(data) };
}

describe('the text reader', { timeout: 30_000 }, () => {
  it('ships the language data of @tesseract.js-data, 4.0.0_best_int', async () => {
    const sums: Record<string, string> = {};
    for (const name of ['chi_sim', 'eng']) sums[name] = createHash('sha256').update(await readFile(`${tessdataFolder}/${name}.traineddata.gz`)).digest('hex');
    expect(sums).toEqual({
      chi_sim: 'b8a23f10c7de500891eb458a8adc9cc58ab7f242f08b7d149f5e9aea4ad5db7c',
      eng: '45b4cb346724ac1774f1c36f42f182b887bcdb28ebe63e6fff90ac41f3fcff91',
    });
  });

  it('reads printed words, numbers with units, Chinese and single letters inside their box', async () => {
    await using reader = startTextReader({ tessdataFolder, timeoutMs: 20_000 });
    const read = async (text: string, language: 'zh' | 'en' | 'digits' | 'mixed'): Promise<string> => (await reader.read(await box(text), { language })).text;
    expect(await read('H2O', 'en')).toBe('H2O');
    expect(await read('12.5 cm', 'mixed')).toBe('12.5 cm');
    expect(await read('北京', 'zh')).toBe('北京');
    expect(await read('A', 'en')).toBe('A');
    expect(await read('-3.75', 'digits')).toBe('-3.75');
  });

  it('reads a JPEG crop like its pixels', async () => {
    await using reader = startTextReader({ tessdataFolder, timeoutMs: 20_000 });
    const { width, height, pixels } = await box('Water');
    const jpeg = await sharp(pixels, { raw: { width, height, channels: 1 } }).jpeg({ quality: 70 }).toBuffer();
    expect((await reader.read(jpeg, { language: 'en' })).text).toBe('Water');
    await expect(reader.read(jpeg.subarray(0, 300), { language: 'en' })).rejects.toMatchObject({ code: 'file-damaged' });
  });

  it('keeps to the characters that can occur', async () => {
    await using reader = startTextReader({ tessdataFolder, timeoutMs: 20_000 });
    expect((await reader.read(await box('B'), { language: 'en', whitelist: 'ABCD' })).text).toBe('B');
  });

  it('says an empty box is blank, surely, without asking the engine', async () => {
    const engine = new TesseractEngine({ tessdataFolder, timeoutMs: 20_000 });
    await using reader = readTextWith(new VotingEngine([engine]), 4);
    expect(await reader.read(await box(''), { language: 'zh' })).toEqual({ text: '', confidence: 1, characters: [] });
    expect(engine.pid).toBeNull();
  });

  it('reads with Tesseract where onnxruntime cannot be loaded', async () => {
    const gone = `data:text/javascript,import{registerHooks}from"node:module";registerHooks({resolve(name,context,next){if(name==="onnxruntime-node")throw new Error("not for this machine");return next(name,context)}})`;
    const better = new PpOcrEngine({ timeoutMs: 20_000, execArgv: ['--import', gone] });
    await using reader = readTextWith(new VotingEngine([better, new TesseractEngine({ tessdataFolder, timeoutMs: 20_000 })]), 4);
    expect((await reader.read(await box('Water'), { language: 'en' })).text).toBe('Water');
    expect((await reader.read(await box('北京'), { language: 'zh', writing: 'hand' })).text).toBe('北京');
    // And is not asked again.
    expect(await better.opinions({ line: await box('Water'), language: 'en', whitelist: null })).toBeNull();
  });

  it('asks no second engine where the first settles it', async () => {
    const tesseract = new TesseractEngine({ tessdataFolder, timeoutMs: 20_000 });
    await using reader = readTextWith(new VotingEngine([new PpOcrEngine({ timeoutMs: 20_000 }), tesseract]), 4);
    expect((await reader.read(await box('Water'), { language: 'en', settles: (text) => text === 'Water' })).text).toBe('Water');
    expect(tesseract.pid).toBeNull();
    expect((await reader.read(await box('Wader'), { language: 'en', settles: (text) => text === 'Water' })).text).toBe('Wader');
    expect(tesseract.pid).not.toBeNull();
  });

  it('reads with the other engine when one is broken', async () => {
    await using reader = readTextWith(new VotingEngine([new PpOcrEngine({ timeoutMs: 20_000 }), new TesseractEngine({ tessdataFolder: '/nowhere', timeoutMs: 20_000 })]), 4);
    expect((await reader.read(await box('光合作用'), { language: 'zh' })).text).toBe('光合作用');
  });
});
