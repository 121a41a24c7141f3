import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sameFiles } from './same-files.ts';

test('files that are the same byte for byte are told together, whatever they are called; others of the same size are not, nor what is gone', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-same-'));
  try {
    const large = (end: string): string => `${'x'.repeat(20_000)}${end}`;
    const contents = { 'a.jpg': 'one', 'b.jpg': 'two', 'copy of a.JPG': 'one', 'c.jpg': 'three', '2/b.jpg': 'two', 'd.tif': large('1'), 'e.tif': large('2'), 'f.tif': large('1') };
    const files = await Promise.all(Object.entries(contents).map(async ([name, content], i) => {
      const file = path.join(folder, String(i));
      await writeFile(file, content);
      return { name, path: file };
    }));
    expect(await sameFiles([...files, { name: 'gone.jpg', path: path.join(folder, 'gone') }])).toEqual([['a.jpg', 'copy of a.JPG'], ['b.jpg', '2/b.jpg'], ['d.tif', 'f.tif']]);
    expect(await sameFiles(files.slice(0, 2))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
