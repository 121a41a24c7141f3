import { expect, test } from 'vitest';
import { attachment, safeFileName } from './safe-name.ts';

test.each([
  ['../../etc/passwd', 'passwd'], ['C:\\scans\\八班\\扫描 1.jpg', '扫描 1.jpg'], ['a\u0000b\n.jpg', 'ab.jpg'], ['..', 'file'], ['', 'file'], ['/', 'file'],
  ['scan\u202Egpj.exe', 'scangpj.exe'], ['<img src=x>.png', '<img src=x>.png'],
])('%j becomes %j', (said, name) => {
  expect(safeFileName(said)).toBe(name);
});

test('a long name keeps its ending and whole characters', () => {
  const name = safeFileName(`${'卷'.repeat(200)}.jpeg`);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  expect(name).toMatch(/^卷+\.jpeg$/);
});

test('a Chinese name of a download is said in both ways', () => {
  expect(attachment('成绩 "期中".xlsx')).toBe('attachment; filename="__ ____.xlsx"; filename*=UTF-8\'\'%E6%88%90%E7%BB%A9%20%22%E6%9C%9F%E4%B8%AD%22.xlsx');
});
