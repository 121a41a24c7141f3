/** A folder that looks like Electron's own files to electron-builder, for machines that cannot fetch them: names and fuses are as in the real ones, the program is not. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What `@electron/fuses` looks for: its mark, the version of the list, how many there are, and each fuse as Electron ships it. */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fusesAsShipped = '10110001';

/** Linux only: `electron-builder --linux dir` renames one file and copies the rest. */
export function makeStandIn(folder: string): void {
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  for (const locale of ['de', 'en-US', 'zh-CN', 'zh-TW']) writeFileSync(path.join(folder, 'locales', `${locale}.pak`), '');
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'chrome_crashpad_handler', 'chrome-sandbox', 'resources.pak', 'icudtl.dat']) writeFileSync(path.join(folder, name), `stand-in for ${name}\n`);
  const program = path.join(folder, 'electron');
  writeFileSync(program, Buffer.concat([
    Buffer.from('#!/bin/sh\necho "This is a stand-in for Electron." >&2\nexit 1\n#', 'latin1'),
    Buffer.from(fuseMark, 'latin1'), Buffer.from([1, fusesAsShipped.length]), Buffer.from(fusesAsShipped, 'latin1'), Buffer.from('\n'),
  ]));
  chmodSync(program, 0o755);
}
