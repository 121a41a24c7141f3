import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { example, scratch, zhiyue } from './zhiyue.ts';

const folder = await scratch();
afterAll(() => folder[Symbol.asyncDispose]());

const exam = await readFile(example.exam, 'utf8');
const out = folder.at('out');
const written = async (name: string, text: string | Uint8Array) => {
  await writeFile(folder.at(name), text);
  return folder.at(name);
};
const grade = (over: { exam?: string; roster?: string; out?: string; scans?: string; more?: readonly string[] }) => zhiyue([
  'grade', '--exam', over.exam ?? example.exam, ...(over.roster === undefined ? [] : ['--roster', over.roster]), '--out', over.out ?? out, ...(over.more ?? []), over.scans ?? example.scans,
]);
const nothingDone = async () => expect(await stat(`${out}/.zhiyue/record.sqlite`).catch(() => null)).toBeNull();

describe('bad input is refused with exit code 2, in one message that names the file and the field', () => {
  test.each([
    ['an unknown field', exam.replace('"subject"', '"subjekt"'), 'subjekt'],
    ['a key longer than its questions', exam.replace('BDACCABDBACDDABCBCAD', 'BDACCABDBACDDABCBCADA'), '21'],
    ['a key outside the options', exam.replace('BDACCABDBACDDABCBCAD', 'EDACCABDBACDDABCBCAD'), 'E'],
    ['no JSON', '{"id": ', 'JSON'],
  ])('exam.json with %s', async (name, text, part) => {
    const file = await written(`${name.replaceAll(' ', '-')}.json`, text);
    const run = await grade({ exam: file });
    expect(run.code, run.stderr).toBe(2);
    expect(run.stderr).toContain(file);
    expect(run.stderr).toContain(part);
    expect(run.stderr).not.toMatch(/^\s+at /m);
    await nothingDone();
  });

  test('a roster with a number twice names both lines', async () => {
    const file = await written('twice.csv', 'candidate_no,name,class\n25080101,甲,1\n25080102,乙,1\n25080101,丙,1\n');
    const run = await grade({ roster: file });
    expect(run.code, run.stderr).toBe(2);
    expect(run.stderr).toContain(file);
    expect(run.stderr).toMatch(/\b4\b/);
    await nothingDone();
  });

  test('a roster whose numbers have too few digits', async () => {
    const run = await grade({ roster: await written('short.csv', 'candidate_no,name,class\n123,甲,1\n') });
    expect(run.code, run.stderr).toBe(2);
    expect(run.stderr).toContain('123');
  });

  test('files that are not there', async () => {
    for (const over of [{ exam: folder.at('none.json') }, { roster: folder.at('none.csv') }, { scans: folder.at('none') }]) {
      const run = await grade(over);
      expect(run.code, run.stderr).toBe(2);
      expect(run.stderr).toContain('none');
    }
    await nothingDone();
  });

  test('a pipe, a socket or a device, which nobody could read to the end', async () => {
    const pipe = folder.at('pipe');
    execFileSync('mkfifo', [pipe]);
    const server = createServer().listen(folder.at('socket'));
    await once(server, 'listening');
    for (const [over, named] of [[{ exam: pipe }, pipe], [{ roster: pipe }, pipe], [{ scans: pipe }, pipe], [{ scans: folder.at('socket') }, folder.at('socket')], [{ exam: '/dev/zero' }, '/dev/zero']] as const) {
      const run = await grade(over);
      expect(run.code, run.stderr).toBe(2);
      expect(run.stderr).toContain(named);
      expect(run.stderr).toContain('neither a file nor a folder');
    }
    server.close();
    await nothingDone();
  });

  test('a question that fits on no page', async () => {
    const file = await written('high.json', '{"id": "high", "title": "High", "page": "Letter", "questions": [{"no": "7", "type": "open", "points": 1, "height": 240}]}');
    for (const run of [await grade({ exam: file }), await zhiyue(['sheet', '--exam', file, '--out', folder.at('high.pdf')]), await zhiyue(['simulate', '--exam', file, '--out', folder.at('high')])]) {
      expect(run.code, run.stderr).toBe(2);
      expect(run.stderr).toContain(`${file} cannot be used as an exam: Question 7 does not fit`);
    }
    await nothingDone();
  });

  test('a results folder in whose place a file lies', async () => {
    const file = await written('in-the-way', '');
    for (const place of [file, `${file}/deeper`]) {
      const run = await grade({ out: place });
      expect(run.code, run.stderr).toBe(2);
      expect(run.stderr).toContain('in-the-way');
    }
  });

  test('a results folder on a file system nobody can write to', async () => {
    const run = await grade({ out: '/proc/zhiyue-results' });
    expect(run.code, run.stderr).toBe(2);
    expect(run.stderr).toContain('/proc/zhiyue-results');
  });

  test('wrong usage', async () => {
    for (const args of [['grade'], ['grad'], ['grade', '--nope'], ['serve', '--port', 'x'], ['events', '--since', 'yesterday'], ['simulate', '--quality', 'best', '--exam', 'x', '--out', 'y'], ['doctor', '--lang', 'fr'], ['grade', '--workers', '0', '--exam', 'x', '--out', 'y', 'z']]) {
      const run = await zhiyue(args, { cwd: folder.path });
      expect(`${args.join(' ')}: ${run.code}`).toBe(`${args.join(' ')}: 2`);
      expect(run.stderr).toMatch(/^Error: /);
      expect(run.stdout).toBe('');
    }
  });

  test('a broken setting in the environment is named', async () => {
    const run = await zhiyue(['serve', '--data-dir', folder.at('data')], { env: { MAX_RETRIES: 'many' } });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('MAX_RETRIES');
  });
});

describe('exit code 3: the machine lacks something', () => {
  test('no Redis server that runs', async () => {
    const run = await zhiyue(['grade', '--exam', example.exam, '--out', folder.at('no-redis'), example.scans], { env: { ZHIYUE_REDIS_SERVER: '/nowhere/redis-server' } });
    expect(run.code, run.stderr).toBe(3);
    expect(run.stderr).toContain('/nowhere/redis-server');
    expect(run.stderr).toContain('zhiyue doctor');
  });

  test('the doctor says what is missing and what to do', async () => {
    const run = await zhiyue(['doctor', '--data-dir', folder.at('doctor')], { env: { ZHIYUE_REDIS_SERVER: '/nowhere/redis-server' } });
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/✗.*Redis/);
    expect(run.stdout).toContain('vendor:redis');
  });
});

test('a byte order mark before exam.json does no harm', async () => {
  const file = await written('bom.json', `\uFEFF${exam}`);
  const run = await zhiyue(['sheet', '--exam', file, '--out', folder.at('bom.pdf')]);
  expect(run.code, run.stderr).toBe(0);
  await rm(folder.at('bom.pdf'));
});

test('technical details come only when asked for', async () => {
  const file = await written('broken.json', '{}');
  const quiet = await grade({ exam: file });
  const verbose = await grade({ exam: file, more: ['--verbose'] });
  expect(quiet.stderr).not.toMatch(/^\s+at /m);
  expect(verbose.stderr).toMatch(/^\s+at /m);
});
