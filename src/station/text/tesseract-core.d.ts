/** The part of tesseract.js-core that we call; the package has no types of its own. */
declare module 'tesseract.js-core/*' {
  interface ResultIterator {
    Begin(): void;
    Next(level: number): boolean;
    GetUTF8Text(level: number): string;
    Confidence(level: number): number;
  }
  interface TessBaseAPI {
    /** 0 when it worked. */
    Init(dataFolder: string, languages: string, engineMode: number): number;
    SetVariable(name: string, value: string): boolean;
    /** Reads `/input` of the module's file system; 0 when it worked. */
    SetImageFile(exifOrientation: number, angle: number): number;
    Recognize(monitor: null): number;
    GetUTF8Text(): string;
    GetIterator(): ResultIterator;
    Clear(): void;
  }
  interface TesseractModule {
    readonly TessBaseAPI: new () => TessBaseAPI;
    readonly FS: { writeFile(path: string, bytes: Uint8Array): void };
    destroy(wrapped: ResultIterator): void;
  }
  const load: (options: { print: (line: string) => void; printErr: (line: string) => void }) => Promise<TesseractModule>;
  export default load;
  export type { ResultIterator, TessBaseAPI, TesseractModule };
}
