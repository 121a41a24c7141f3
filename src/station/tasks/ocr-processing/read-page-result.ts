/** What the job `read-page` takes and gives; apart from it, so that a process that only asks for it does not load the reader. */
import { z } from 'zod';
import type { PageReading, PageRegion } from '../../../sheet/read/reading.ts';

export const readPageInputSchema = z.strictObject({ dataFolder: z.string(), file: z.string(), pageInFile: z.int().min(1), pageId: z.string(), layoutFile: z.string() });
export type ReadPageInput = z.infer<typeof readPageInputSchema>;

/** A text box is cut out with a rim: writing that goes on beyond it is seen. Less than from the box to its number on our sheets. */
export const textCrop = { rimMm: 1.5, dpi: 200 };

export interface Crop { readonly field: string; readonly kind: PageRegion['kind'] | 'page'; readonly file: string }
/** Pixels of the image that was read, and of the file's own image, which may be larger; both upright as the file says. */
export interface ImageSize { readonly width: number; readonly height: number; readonly sourceWidth: number; readonly sourceHeight: number }
export interface ReadPageResult { readonly reading: PageReading; readonly crops: readonly Crop[]; readonly size: ImageSize }

/** From our own pool, so only its outer shape is checked. */
export const readPageResultSchema = z.custom<ReadPageResult>((value) => typeof value === 'object' && value !== null && 'reading' in value && 'crops' in value);
