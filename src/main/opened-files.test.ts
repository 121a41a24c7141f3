import path from 'node:path';
import { expect, test } from 'vitest';
import { openedFiles } from './opened-files.ts';

test('only exam files are taken from the arguments', () => {
  expect(openedFiles(['/opt/zhiyue', '--no-sandbox', 'a.zyexam', '/x/B.ZYEXAM', '--flag=c.zyexam', 'notes.txt'], '/home/li')).toEqual([path.resolve('/home/li/a.zyexam'), path.resolve('/x/B.ZYEXAM')]);
  expect(openedFiles(['/x/program.zyexam'], '/')).toEqual([]);
});
