/** The package exports its factory as CommonJS does; its own types speak of a default export that Node does not see. */
declare module 'bidi-js' {
  interface Bidi {
    /** Embedding levels (UAX #9), one for each UTF-16 unit: odd ones run from right to left. */
    getEmbeddingLevels(text: string, base: 'ltr' | 'rtl' | 'auto'): { readonly levels: Uint8Array };
    getMirroredCharacter(character: string): string | null;
  }
  function bidiFactory(): Bidi;
  export = bidiFactory;
}
