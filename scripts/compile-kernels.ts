/** The compiled loops over pixels: `npm run kernels` writes them, a test asks whether they are what the source says. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { main as compile } from 'assemblyscript/asc';

const root = path.resolve(import.meta.dirname, '..');
/** What is compiled, and where the result stands, from the repository's root. */
const source = 'assembly/index.ts', target = 'src/sheet/pixels/compiled.ts';

/** The TypeScript file with the compiled module as base64; the compiler's words go to the standard error. */
export async function compiledKernels(): Promise<string> {
  let wasm: Uint8Array | null = null;
  const { error } = await compile([source, '--outFile', 'kernels.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'], {
    readFile: (name, base) => readFile(path.resolve(root, base, name), 'utf8').catch(() => null),
    writeFile: (_, contents) => { if (contents instanceof Uint8Array) wasm = contents; },
    listFiles: () => [],
    stderr: process.stderr,
  });
  if (error !== null || wasm === null) throw new Error(`${source} cannot be compiled: ${error?.message ?? 'nothing was written'}`, { cause: error });
  return `/** Compiled from assembly/ by \`npm run kernels\`. */\nexport const compiledKernels = '${Buffer.from(wasm).toString('base64')}';\n`;
}

if (process.argv[1] === import.meta.filename) await writeFile(path.join(root, target), await compiledKernels());
