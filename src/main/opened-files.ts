/** Files with which the app was started, or started again. */
import path from 'node:path';

/** Absolute paths of the exam files (`.zyexam`) among a program's arguments; `folder` is where relative ones start from. */
export function openedFiles(argv: readonly string[], folder: string): readonly string[] {
  return argv.slice(1).filter((arg) => !arg.startsWith('-') && path.extname(arg).toLowerCase() === '.zyexam').map((arg) => path.resolve(folder, arg));
}
