/** The part of zip-stream that we call; the package has no types of its own. */
declare module 'zip-stream' {
  import type { Readable, Transform } from 'node:stream';

  export default class ZipStream extends Transform {
    constructor(options?: { readonly zlib?: { readonly level?: number } });
    /** Adds one entry after the other: the next one may come once `done` was called. `store`: without deflating it. */
    entry(source: Uint8Array | Readable, about: { readonly name: string; readonly store?: boolean; readonly date?: Date }, done: (error: Error | null | undefined) => void): this;
    finish(): void;
  }
}
