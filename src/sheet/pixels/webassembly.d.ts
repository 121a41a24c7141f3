/** What we use of WebAssembly: the types of Node do not have it. */
declare namespace WebAssembly {
  class Module { constructor(bytes: Uint8Array); readonly [Symbol.toStringTag]: string; }
  class Instance { constructor(module: Module); readonly exports: unknown; }
  class Memory { readonly buffer: ArrayBuffer; grow(pages: number): number; }
}
