/** The real PDF as grey rasters. */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import type { Raster } from './ink.ts';

/** Pages of a PDF, rasterised one at a time; whoever opens it closes it. */
export class PdfPages implements AsyncDisposable {
  readonly #library: PDFiumLibrary;
  readonly #document: Awaited<ReturnType<PDFiumLibrary['loadDocument']>>;

  private constructor(library: PDFiumLibrary, document: Awaited<ReturnType<PDFiumLibrary['loadDocument']>>) {
    this.#library = library;
    this.#document = document;
  }

  static async open(pdf: Uint8Array): Promise<PdfPages> {
    const library = await PDFiumLibrary.init();
    return new PdfPages(library, await library.loadDocument(pdf));
  }

  get count(): number {
    return this.#document.getPageCount();
  }

  /** Page `index` from 0 as `width` × `height` pixels. */
  async raster(index: number, width: number, height: number): Promise<Raster> {
    const bitmap = await this.#document.getPage(index).render({ width, height, render: 'bitmap', colorSpace: 'Gray' });
    if (bitmap.data.length < bitmap.width * bitmap.height) throw new Error(`page ${index} came out as ${bitmap.data.length} bytes for ${bitmap.width} × ${bitmap.height} pixels`);
    return { width: bitmap.width, height: bitmap.height, pixels: bitmap.data };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#document.destroy();
    this.#library.destroy();
    await Promise.resolve();
  }
}
