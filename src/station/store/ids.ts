/** Names that follow from what they name, so that doing a thing twice finds it done. */
import { createHash } from 'node:crypto';

export function derivedId(...parts: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}

export const batchIdOf = (examId: string, batchKey: string): string => derivedId('batch', examId, batchKey);
export const sourceIdOf = (examId: string, sha256: string, name: string): string => derivedId('source', examId, sha256, name);
export const pageIdOf = (sourceId: string, pageInFile: number): string => `${sourceId}-${pageInFile}`;
