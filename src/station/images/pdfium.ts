/**
 * The few functions of PDFium (Chromium's PDF engine, compiled to WebAssembly) that scans need.
 * The package's own classes do not close pages and tell neither an image's matrix nor the page's rotation, so we call the engine itself.
 */
import { readSync } from 'node:fs';
import { PDFiumModule } from '@hyzyla/pdfium';

type Wasm = Awaited<ReturnType<typeof PDFiumModule>>;

export type Pointer = number;

/** The engine's last error (`FPDF_ERR_…` in fpdfview.h). */
export const pdfErrors = { file: 2, format: 3, password: 4, security: 5, page: 6 } as const;

export const objectTypes = { text: 1, path: 2, image: 3, shading: 4, form: 5 } as const;

/** Three bytes a pixel: blue, green, red. */
const bitmapBgr = 2;
const renderAnnotations = 0x01;
/** Red first instead of blue. */
const renderReverseBytes = 0x10;

export class Pdfium {
  readonly #wasm: Wasm;
  readonly #functions: Readonly<Record<string, unknown>>;

  private constructor(wasm: Wasm) {
    this.#wasm = wasm;
    this.#functions = { ...wasm.wasmExports };
  }

  /** Compiles and starts an engine with a memory of its own (about 45 ms); it is freed when nothing refers to it. */
  static async start(): Promise<Pdfium> {
    const wasm = await PDFiumModule({});
    const engine = new Pdfium(wasm);
    engine.call('FPDF_InitLibrary');
    return engine;
  }

  /** Calls an exported C function with numbers and pointers. */
  call(name: string, ...args: number[]): number {
    const exported = this.#functions[name];
    if (typeof exported !== 'function') throw new Error(`PDFium has no ${name}`);
    return Number(Reflect.apply(exported, undefined, args));
  }

  get memoryBytes(): number {
    return this.#wasm.HEAPU8.byteLength;
  }

  allocate(bytes: number): Pointer {
    const pointer = this.call('malloc', bytes);
    if (pointer === 0) throw new Error(`PDFium has no memory for ${bytes} bytes`);
    return pointer;
  }

  free(pointer: Pointer): void {
    this.call('free', pointer);
  }

  /** Reads an open file into the engine's memory without a second copy of it. */
  allocateFile(fd: number, size: number): Pointer {
    const pointer = this.allocate(size);
    let done = 0;
    while (done < size) {
      // The view is taken anew each time: it moves when the memory grows.
      const read = readSync(fd, this.#wasm.HEAPU8, pointer + done, Math.min(size - done, 1 << 20), done);
      if (read === 0) break;
      done += read;
    }
    return pointer;
  }

  copyOut(pointer: Pointer, bytes: number): Uint8Array {
    return this.#wasm.HEAPU8.slice(pointer, pointer + bytes);
  }

  /** Lets a function write `count` 4-byte numbers and returns them as floats; null when it reports failure. */
  floats(count: number, write: (pointer: Pointer) => number): Float32Array | null {
    const bytes = this.#scratch(count * 4, write);
    return bytes === null ? null : new Float32Array(bytes.buffer, 0, count);
  }

  integers(count: number, write: (pointer: Pointer) => number): Uint32Array | null {
    const bytes = this.#scratch(count * 4, write);
    return bytes === null ? null : new Uint32Array(bytes.buffer, 0, count);
  }

  #scratch(bytes: number, write: (pointer: Pointer) => number): Uint8Array<ArrayBuffer> | null {
    const pointer = this.allocate(bytes);
    try {
      return write(pointer) === 0 ? null : new Uint8Array(this.#wasm.HEAPU8.slice(pointer, pointer + bytes));
    } finally {
      this.free(pointer);
    }
  }

  /** Renders a loaded page on white, as RGB bytes without padding. */
  render(page: Pointer, width: number, height: number): Uint8Array {
    const stride = width * 3;
    const pixels = this.allocate(stride * height);
    try {
      const bitmap = this.call('FPDFBitmap_CreateEx', width, height, bitmapBgr, pixels, stride);
      if (bitmap === 0) throw new Error('PDFium could not make a bitmap');
      this.call('FPDFBitmap_FillRect', bitmap, 0, 0, width, height, 0xffffffff);
      this.call('FPDF_RenderPageBitmap', bitmap, page, 0, 0, width, height, 0, renderAnnotations | renderReverseBytes);
      this.call('FPDFBitmap_Destroy', bitmap);
      return this.copyOut(pixels, stride * height);
    } finally {
      this.free(pixels);
    }
  }
}
