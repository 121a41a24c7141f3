/** What a command writes must take nothing away: neither a file that it reads itself, nor one of another kind that lies in its place. */
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../contract/errors.ts';
import { readManifest } from '../station/backup/read-manifest.ts';
import { openZip } from '../station/backup/zip-reader.ts';
import type { Console } from './console.ts';
import { SaidError } from './said-error.ts';

type Says = Pick<Console, 't'>;
export type OutputKind = 'pdf' | 'layout' | 'template' | 'backup';

/** Throws SaidError output-unwritable where an output is one of the inputs, also by another way to write its path. */
export async function refuseInputs(outputs: readonly string[], inputs: readonly (string | undefined)[], { t }: Says): Promise<void> {
  for (const output of outputs) {
    const there = await identity(output);
    if (there === null) continue;
    for (const input of inputs) {
      if (input !== undefined && await identity(input) === there) throw new SaidError('output-unwritable', t('output.is-input', { file: input }));
    }
  }
}

/** Throws SaidError output-unwritable where something else than such a file lies there. */
export async function refuseOtherKind(output: string, kind: OutputKind, { t }: Says): Promise<void> {
  const status = await stat(output).catch(() => null);
  // A folder is refused where it is written, and what is empty holds nothing.
  if (status === null || !status.isFile() || status.size === 0) return;
  if (!(await isKind[kind](output))) throw new SaidError('output-unwritable', t('output.other-kind', { file: output, kind: t(`output.kind-${kind}`) }));
}

const isKind: Readonly<Record<OutputKind, (file: string) => Promise<boolean>>> = {
  pdf: (file) => startsWith(file, '%PDF-'),
  backup: isBackup,
  layout: (file) => hasFields(file, ['version', 'unit', 'exam', 'pages']),
  template: (file) => hasFields(file, ['format', 'page', 'blocks']),
};

/** Also one that is damaged, or of a newer version: it may be written over, a zip of something else may not. */
async function isBackup(file: string): Promise<boolean> {
  try {
    using zip = await openZip(file, path.basename(file));
    await readManifest(zip, path.basename(file));
    return true;
  } catch (error) {
    return error instanceof ZhiyueError && error.code !== 'backup-foreign';
  }
}

async function startsWith(file: string, text: string): Promise<boolean> {
  await using opened = await open(file);
  const { buffer } = await opened.read({ buffer: Buffer.alloc(text.length), position: 0 });
  return buffer.toString('latin1') === text;
}

async function hasFields(file: string, names: readonly string[]): Promise<boolean> {
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof json === 'object' && json !== null && names.every((name) => Object.hasOwn(json, name));
  } catch {
    return false;
  }
}

/** Null where there is nothing. */
async function identity(file: string): Promise<string | null> {
  const status = await stat(file, { bigint: true }).catch(() => null);
  return status === null ? null : `${status.dev}:${status.ino}`;
}
