/** Layouts as files in the data folder, for the threads that read pages. The name follows from the content. */
import type { Layout } from '../../sheet/layout.ts';
import { writeWhole } from './whole-file.ts';

export function layoutFileOf(examId: string, layouts: readonly Layout[]): string {
  return `layouts/${examId}-${layouts.map((layout) => layout.version).join('-')}.json`;
}

export async function writeLayoutFile(dataFolder: string, examId: string, layouts: readonly Layout[]): Promise<void> {
  await writeWhole(dataFolder, layoutFileOf(examId, layouts), JSON.stringify(layouts));
}
