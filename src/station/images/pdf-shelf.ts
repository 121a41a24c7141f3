/** The thread's PDFium and the document open in it. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { Pdfium, pdfErrors } from './pdfium.ts';
import type { Pointer } from './pdfium.ts';

export interface OpenDocument {
  /** Path, size and time of change: another file of the same name is another document. */
  readonly key: string;
  readonly document: Pointer;
  /** The file's bytes, which the document goes on reading from. */
  readonly bytes: Pointer;
  readonly pages: number;
}

/** An engine that has grown beyond this is not used for another document, because its memory never shrinks. */
const keptMemoryBytes = 128 * 2 ** 20;
/** An engine that nobody asked for this long is given up. */
const idleMs = 5_000;

/**
 * One PDFium, started with the first PDF, with at most one document open, so that the pages of one file do not load it again and again. Jobs run one after another.
 * States: no engine → engine without document → engine with a document; an exception in the engine, a large memory or idleness lead back to no engine.
 */
export class PdfShelf {
  #engine: Pdfium | null = null;
  #open: OpenDocument | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | null = null;

  /** Runs work on a document, opening it unless it is the one that is open. Throws ZhiyueError file-damaged or file-encrypted, and what `work` throws of its own. */
  use<T>(path: string, work: (engine: Pdfium, document: OpenDocument) => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => this.#run(path, work));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #run<T>(path: string, work: (engine: Pdfium, document: OpenDocument) => Promise<T>): Promise<T> {
    const about = basename(path);
    if (this.#idle !== null) clearTimeout(this.#idle);
    try {
      const file = openSync(path, 'r');
      try {
        const { engine, document } = await this.#document(file, path, about);
        return await work(engine, document);
      } finally {
        closeSync(file);
      }
    } catch (cause) {
      if (cause instanceof ZhiyueError) throw cause;
      // A trap inside the engine leaves its memory in an unknown state.
      this.#giveUp();
      throw ZhiyueError.of('file-damaged', [fault('scan-damaged')], { about, cause });
    } finally {
      this.#idle = setTimeout(() => { this.#giveUp(); }, idleMs).unref();
    }
  }

  async #document(file: number, path: string, about: string): Promise<{ engine: Pdfium; document: OpenDocument }> {
    const { size, mtimeMs, ino } = fstatSync(file);
    const key = `${path}|${size}|${mtimeMs}|${ino}`;
    if (this.#engine !== null && this.#open?.key === key) return { engine: this.#engine, document: this.#open };
    this.#closeDocument();
    if (this.#engine !== null && this.#engine.memoryBytes > keptMemoryBytes) this.#giveUp();
    const engine = (this.#engine ??= await Pdfium.start());
    const bytes = engine.allocateFile(file, size);
    const document = engine.call('FPDF_LoadMemDocument', bytes, size, 0);
    if (document === 0) {
      engine.free(bytes);
      throw loadError(engine.call('FPDF_GetLastError'), about);
    }
    const open = { key, document, bytes, pages: engine.call('FPDF_GetPageCount', document) };
    this.#open = open;
    return { engine, document: open };
  }

  #closeDocument(): void {
    if (this.#engine === null || this.#open === null) return;
    const { document, bytes } = this.#open;
    this.#open = null;
    this.#engine.call('FPDF_CloseDocument', document);
    this.#engine.free(bytes);
  }

  #giveUp(): void {
    this.#open = null;
    this.#engine = null;
  }
}

function loadError(code: number, about: string): ZhiyueError {
  if (code === pdfErrors.password || code === pdfErrors.security) return ZhiyueError.of('file-encrypted', [fault('scan-password')], { about });
  return ZhiyueError.of('file-damaged', [fault('scan-damaged')], { about });
}
