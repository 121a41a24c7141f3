/** How large a page is when it is decoded, and in its file, in pixels. */
import { z } from 'zod';

export const pageSizeSchema = z.object({ width: z.int(), height: z.int(), sourceWidth: z.int(), sourceHeight: z.int() });
export type PageSize = z.infer<typeof pageSizeSchema>;
