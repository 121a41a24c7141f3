/**
 * Files to the station in bites: what it has already is left out, so the same again goes on where it broke off. Each bite says how many files there are in all: the station does not take
 * what has come for everything, and knows the same files again when somebody chooses them once more, also after a reload.
 */
import type { StationClient } from '../../../client/station-client.ts';
import type { NamedFile } from './scan-source.ts';

/** So much goes into one request: little enough that a break costs seconds. */
const filesInBite = 20;
const bytesInBite = 64 * 1024 ** 2;

export interface Sent { readonly files: number; readonly bytes: number; /** Of the files: those that the station had. */ readonly known: number }

interface SendOptions {
  readonly examId: string;
  readonly batchKey: string;
  readonly signal: AbortSignal;
  /** Everything so far: after every bite, and as its bytes leave. `files` are in the station. */
  readonly onSent: (sent: Sent) => void;
}

export function bites<T extends { readonly file: { readonly size: number } }>(files: readonly T[]): T[][] {
  const cut: T[][] = [];
  let bytes = 0;
  for (const one of files) {
    const last = cut.at(-1);
    if (last === undefined || last.length >= filesInBite || bytes + one.file.size > bytesInBite) {
      cut.push([one]);
      bytes = one.file.size;
    } else {
      last.push(one);
      bytes += one.file.size;
    }
  }
  return cut;
}

/** Bytes. */
export const sizeOf = (files: readonly { readonly file: Pick<File, 'size'> }[]): number => files.reduce((sum, { file }) => sum + file.size, 0);

/** The same for the same files, whoever chooses them: their number, their bytes and when the last of them was written. A page that came without TLS cannot hash more. */
export function sendingOf(files: readonly { readonly file: Pick<File, 'size' | 'lastModified'> }[]): string {
  return `${files.length}-${sizeOf(files)}-${files.reduce((last, { file }) => Math.max(last, file.lastModified), 0)}`;
}

/** Throws StationError as a request does; the signal's reason when it aborts. */
export async function sendFiles(client: Pick<StationClient, 'request'>, files: readonly NamedFile[], { examId, batchKey, signal, onSent }: SendOptions): Promise<void> {
  let sent: Sent = { files: 0, bytes: 0, known: 0 };
  const sending = sendingOf(files);
  /** By the last request, in which the station sees that all are in. */
  let ended = false;
  for (const bite of bites(files)) {
    signal.throwIfAborted();
    const missing = await missingOf(client, bite, examId, signal);
    let known = bite.length - missing.length;
    if (missing.length > 0) {
      const form = new FormData();
      for (const { name, file } of missing) form.append('files', file, name);
      const size = sizeOf(missing);
      const before = sent.bytes + sizeOf(bite) - size;
      // What stands around the files in the body counts as well there.
      const onLeft = (bytes: number): void => onSent({ ...sent, bytes: before + Math.min(size, bytes) });
      known += (await client.request('upload', { query: { exam: examId, batch: batchKey, sending, of: files.length, before: sent.files + known }, body: form }, { signal, onSent: onLeft })).known;
    }
    ended = missing.length > 0;
    sent = { files: sent.files + bite.length, bytes: sent.bytes + sizeOf(bite), known: sent.known + known };
    onSent(sent);
  }
  if (!ended) await client.request('endSending', { params: { examId, sendingId: sending }, query: { came: files.length } }, { signal });
}

/** A page that came without TLS cannot hash: then everything is sent, and the station leaves out what it has. */
async function missingOf(client: Pick<StationClient, 'request'>, bite: readonly NamedFile[], examId: string, signal: AbortSignal): Promise<readonly NamedFile[]> {
  if (!isSecureContext) return bite;
  const files: { readonly name: string; readonly sha256: string }[] = [];
  for (const { name, file } of bite) {
    signal.throwIfAborted();
    const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    files.push({ name, sha256: [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('') });
  }
  const missing = new Set((await client.request('checkUpload', { query: { exam: examId }, body: { files } }, { signal })).missing);
  return bite.filter(({ name }) => missing.has(name));
}
