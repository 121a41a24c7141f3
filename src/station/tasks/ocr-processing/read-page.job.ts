/** In a pool thread: decodes a page, reads it, and cuts out what people or the text reader will look at. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { layoutSchema } from '../../../sheet/layout.ts';
import { type CodeReader, createCodeReader } from '../../../sheet/read/codes.ts';
import { indexLayouts, type LayoutIndex } from '../../../sheet/read/layout-index.ts';
import type { GrayImage, PageReading, PageRegion } from '../../../sheet/read/reading.ts';
import { readPage } from '../../../sheet/read/read-page.ts';
import { cropToJpeg, withRim } from '../../images/crop.ts';
import { decodePage } from '../../images/decode.ts';
import { cropFile } from '../../store/crop-files.ts';
import { writeWhole } from '../../store/whole-file.ts';
import { type ForeignLayout, foreignLayoutOf, type PageWithCuts, readForeign } from './read-foreign.ts';
import { type Crop, readPageInputSchema, type ReadPageResult, textCrop } from './read-page-result.ts';

/** Loaded once a thread: layouts by file name, which names their content. */
const layoutsByFile = new Map<string, { readonly own: LayoutIndex } | { readonly foreign: ForeignLayout }>();
let codeReader: Promise<CodeReader> | null = null;

export async function readPageJob(input: unknown, signal: AbortSignal): Promise<ReadPageResult> {
  const { dataFolder, file, pageInFile, pageId, layoutFile } = readPageInputSchema.parse(input);
  const layouts = await layoutsOfFile(join(dataFolder, layoutFile)), at = join(dataFolder, file);
  const { reading, image, size, cuts } = 'foreign' in layouts ? await readForeign(at, pageInFile, layouts.foreign, signal) : await readOwn(at, pageInFile, layouts.own, signal);
  const crops: Crop[] = [];
  for (const { region, from, corners } of cuts) {
    // A page that was given up leaves as little on disk as can be.
    signal.throwIfAborted();
    const name = cropFile(pageId, region.field), [around, measures] = region.kind === 'text' ? withRim({ ...region, corners }, textCrop.rimMm, textCrop.dpi) : [corners, region];
    await writeWhole(dataFolder, name, await cropToJpeg(from, around, measures, region.own));
    crops.push({ field: region.field, kind: region.kind, file: name });
  }
  // A troubled page is put before a person with a picture of it.
  if (reading.trouble !== null) {
    signal.throwIfAborted();
    const name = cropFile(pageId, '');
    await writeWhole(dataFolder, name, await smallPicture(image));
    crops.push({ field: '', kind: 'page', file: name });
  }
  return { reading, crops, size };
}

async function readOwn(file: string, page: number, layouts: LayoutIndex, signal: AbortSignal): Promise<PageWithCuts> {
  codeReader ??= loadCodeReader();
  const { image, sourceWidth, sourceHeight } = await decodePage(file, { page, signal });
  const reading = await readPage(image, { layouts, codes: await codeReader });
  return { reading, image, size: { width: image.width, height: image.height, sourceWidth, sourceHeight }, cuts: worthCutting(reading).map((region) => ({ region, from: image, corners: region.corners })) };
}

interface Cut extends PageRegion { readonly dpi?: number }

/** Doubtful items, open answers, text boxes; of the header the number as the candidate wrote it, for whether it is in question shows later, and where it is already the name. */
function worthCutting(reading: PageReading): Cut[] {
  return reading.regions.filter((region) => region.kind !== 'header' || (reading.candidate.by !== 'code' && (region.field === 'candidate' || (region.field === 'name' && asksForName(reading)))))
    .map((region) => (region.field === 'name' ? { ...region, dpi: textCrop.dpi } : region));
}

/** The name helps to tell whose page it is where the bubbles do not say, or the number was written otherwise. */
function asksForName({ candidate: { candidateNo, doubt }, written, items }: PageReading): boolean {
  if (items.length === 0) return false;
  return candidateNo === null || doubt !== null || candidateNo.includes('_') || (written ?? []).some(([first], i) => first !== undefined && first.probability > 0.8 && first.digit !== candidateNo[i]);
}

async function smallPicture(image: GrayImage): Promise<Uint8Array> {
  const { width, height } = image;
  const inches = 8.27;
  const size = { widthMm: inches * 25.4, heightMm: (inches * 25.4 * height) / width, dpi: 60 };
  return cropToJpeg(image, [{ x: 0, y: 0 }, { x: width, y: 0 }, { x: width, y: height }, { x: 0, y: height }], size);
}

async function layoutsOfFile(path: string): Promise<{ readonly own: LayoutIndex } | { readonly foreign: ForeignLayout }> {
  const known = layoutsByFile.get(path);
  if (known) return known;
  const layouts = z.array(layoutSchema).parse(JSON.parse(await readFile(path, 'utf8'))), [layout] = layouts;
  const loaded = layout?.foreign === undefined ? { own: indexLayouts(layouts) } : { foreign: await foreignLayoutOf(layout, layout.foreign) };
  layoutsByFile.set(path, loaded);
  return loaded;
}

async function loadCodeReader(): Promise<CodeReader> {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  return createCodeReader(await readFile(wasm));
}
