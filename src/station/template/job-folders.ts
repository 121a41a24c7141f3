import path from 'node:path';
import type { Template } from '../../exam/template.ts';
import type { ScanFile } from '../intake/scan-files.ts';
import type { JobFolders } from '../pool/limits.ts';
import { besideTemplate } from './load-template.ts';
import { picturesOf } from './template-kind.ts';

/** What threads that read pages with a template may read and write. */
export function jobFolders(templateFile: string, template: Template, files: readonly ScanFile[], cropFolder: string | null): JobFolders {
  // Its pictures may lie elsewhere, as those of one that was imported from another folder.
  const pictures = picturesOf(template).map((name) => besideTemplate(templateFile, name));
  return { read: [...new Set([...[templateFile, ...files.map((file) => file.path)].map((file) => path.dirname(file)), ...pictures])], write: cropFolder === null ? [] : [cropFolder] };
}
