import { expect, test } from 'vitest';
import { scansAmong } from './scan-source.ts';
import { bites } from './send-files.ts';

const ofSize = (size: number) => ({ file: { size } });
const megabyte = 1024 ** 2;

test('a bite has at most twenty files and some sixty megabytes, a big file goes alone', () => {
  expect(bites(Array.from({ length: 45 }, () => ofSize(1))).map((bite) => bite.length)).toEqual([20, 20, 5]);
  expect(bites([30, 30, 30, 500, 1].map((mb) => ofSize(mb * megabyte))).map((bite) => bite.length)).toEqual([2, 1, 1, 1]);
  expect(bites([])).toEqual([]);
});

test('scans are sorted as people number them; other and hidden files are left out and named', () => {
  const picked = scansAmong(['p/10.jpg', 'p/2.JPG', 'p/Thumbs.db', 'p/.hidden.png', 'a.pdf'].map((name) => ({ name, file: new File([], name) })));
  expect(picked).toMatchObject({ kind: 'files', skipped: ['p/Thumbs.db', 'p/.hidden.png'] });
  expect(picked?.kind === 'files' ? picked.files.map(({ name }) => name) : []).toEqual(['a.pdf', 'p/2.JPG', 'p/10.jpg']);
  expect(scansAmong([])).toBeNull();
});
