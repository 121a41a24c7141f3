/** PDF pages as grey pixels, for tests that look at what is printed. */
import { PDFiumLibrary } from '@hyzyla/pdfium';

export interface Raster { readonly width: number; readonly height: number; readonly pixels: Uint8Array; readonly text: string }

/** Every page at `dpi`, one byte a pixel, and its text. */
export async function rasterise(pdf: Uint8Array, dpi: number): Promise<Raster[]> {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(pdf);
    try {
      const rasters: Raster[] = [];
      for (const page of document.pages()) {
        // Rendering closes the page: its text comes first.
        const text = page.getText();
        const { data, width, height } = await page.render({ scale: dpi / 72, colorSpace: 'Gray', render: async options => options.data });
        rasters.push({ width, height, pixels: Uint8Array.from(data), text });
      }
      return rasters;
    } finally {
      document.destroy();
    }
  } finally {
    library.destroy();
  }
}
