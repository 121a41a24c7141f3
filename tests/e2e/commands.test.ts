import { spawnSync } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { example, launcher, scratch, start, zhiyue } from './zhiyue.ts';

const folder = await scratch();
afterAll(() => folder[Symbol.asyncDispose]());
const commands = ['grade', 'sheet', 'simulate', 'serve', 'events', 'lan', 'watch', 'pair', 'devices', 'token', 'doctor'];

describe('help', () => {
  test.each(commands)('zhiyue %s --help has examples, in both languages', async (command) => {
    const english = await zhiyue([command, '--help']);
    const chinese = await zhiyue([command, '--help'], { env: { LANG: 'zh_CN.UTF-8' } });
    expect([english.code, chinese.code]).toEqual([0, 0]);
    expect(english.stdout).toMatch(new RegExp(`Examples:\n  \\$ npx --no -- zhiyue ${command}`));
    expect(chinese.stdout).toMatch(new RegExp(`示例：\n  \\$ npx --no -- zhiyue ${command}`));
    expect(chinese.stdout).toContain('选项：');
    expect(english.stderr + chinese.stderr).toBe('');
  });

  test('zhiyue alone shows every command', async () => {
    const run = await zhiyue([]);
    expect(run.code).toBe(0);
    for (const command of commands) expect(run.stdout).toContain(`  ${command} `);
  });

  test('--lang wins over the environment', async () => {
    expect((await zhiyue(['--lang', 'zh-CN', '--help'])).stdout).toContain('用法：');
    expect((await zhiyue(['grade', '--lang=en'], { env: { LC_ALL: 'zh_CN.UTF-8' } })).stderr).toContain('The option --exam');
    expect((await zhiyue(['grade'], { env: { LC_ALL: 'zh_CN.UTF-8' } })).stderr).toContain('缺少选项 --exam');
  });

  test('whoever reads no further hears nothing of it', () => {
    const run = spawnSync('sh', ['-c', '"$0" "$1" --help | true', process.execPath, launcher], { encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([0, '']);
  });

  test('--version', async () => {
    expect((await zhiyue(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test('sheet writes a PDF and its layout beside it, in a folder that it makes', async () => {
  const run = await zhiyue(['sheet', '--exam', example.exam, '--roster', example.roster, '--out', folder.at('print', '答题卡.pdf')]);
  expect(run.code, run.stderr).toBe(0);
  expect((await readFile(folder.at('print', '答题卡.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
  const layout = JSON.parse(await readFile(folder.at('print', '答题卡.layout.json'), 'utf8'));
  expect(layout.unit).toBe('mm');
  expect(layout.pages[0].bubbles[0]).toHaveProperty('field');
});

test('simulate gives the same scans for the same seed', async () => {
  const make = (out: string) => zhiyue(['simulate', '--exam', example.exam, '--count', '2', '--seed', '7', '--quality', 'worn', '--dpi', '100', '--out', folder.at(out)]);
  const [one, two] = [await make('one'), await make('two')];
  expect([one.code, two.code], one.stderr).toEqual([0, 0]);
  const names = await readdir(folder.at('one'));
  expect(names).toContain('truth.json');
  expect(names.length).toBe(3);
  for (const name of names) expect((await readFile(folder.at('one', name))).equals(await readFile(folder.at('two', name))), name).toBe(true);
});

test('serve says where it is, answers, and closes in order', async () => {
  const station = start(['serve', '--data-dir', folder.at('data'), '--port', '0']);
  await station.saw('The station is ready');
  station.child.kill('SIGTERM');
  const ended = await station.ended;
  expect(ended.code, ended.stderr).toBe(0);
  expect(ended.stdout).toMatch(/Address: +http:\/\/127\.0\.0\.1:\d+/);
  expect(ended.stdout).toContain(folder.at('data'));
  expect(ended.stdout).toContain('Stopped.');
});

test('a second station on the same data folder is refused, and the first one goes on', async () => {
  const station = start(['serve', '--data-dir', folder.at('shared'), '--port', '0']);
  await station.saw('The station is ready');
  const second = await zhiyue(['serve', '--data-dir', folder.at('shared'), '--port', '0']);
  expect(second.code, second.stderr).toBe(3);
  expect(second.stderr).toContain(folder.at('shared'));
  station.child.kill('SIGINT');
  expect((await station.ended).code).toBe(0);
});

test('events shows a log while a station runs on it, filtered', async () => {
  await writeFile(folder.at('small.json'), JSON.stringify({ id: 'small', title: '小测', subject: '数学', page: 'A4', candidateNumber: { digits: 4 }, questions: [{ no: '1-3', type: 'single', options: 4, key: 'ABC', points: 1 }] }));
  await zhiyue(['simulate', '--exam', folder.at('small.json'), '--count', '2', '--seed', '1', '--out', folder.at('small')]);
  const graded = await zhiyue(['grade', '--exam', folder.at('small.json'), '--out', folder.at('small-out'), '--data-dir', folder.at('small-data'), folder.at('small')]);
  expect(graded.code, graded.stderr).toBe(0);
  const station = start(['serve', '--data-dir', folder.at('small-data'), '--port', '0']);
  await station.saw('The station is ready');
  const types = async (...args: readonly string[]) => {
    const run = await zhiyue(['events', '--data-dir', folder.at('small-data'), '--json', ...args]);
    expect(run.code, run.stderr).toBe(0);
    return run.stdout.split('\n').filter((line) => line !== '').map((line): string => JSON.parse(line).type);
  };
  const all = await types('--exam', 'small');
  expect(all.slice(0, 2)).toContain('exam.created');
  expect(all).toContain('batch.completed');
  expect(new Set(await types('--type', 'ocr.*'))).toEqual(new Set(['ocr.started', 'ocr.completed']));
  // A slip of the finger is not an empty log.
  for (const slip of [['--exam', 'nobody'], ['--type', 'ocr.complete']]) {
    const refused = await zhiyue(['events', '--data-dir', folder.at('small-data'), '--json', ...slip]);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(slip[0]);
  }
  const first = await zhiyue(['trace', '1', '--data-dir', folder.at('small-data')]);
  expect(first.stdout, first.stderr).toContain('exam.created');
  const scored = await zhiyue(['events', '--data-dir', folder.at('small-data'), '--json', '--type', 'grading.completed']);
  const { payload: { candidate_no: candidateNo } }: { payload: { candidate_no: string } } = JSON.parse(scored.stdout.split('\n')[0] ?? '');
  const ofCandidate = await zhiyue(['trace', candidateNo, '--data-dir', folder.at('small-data')]);
  for (const step of ['page.received', 'ocr.completed', 'grading.completed']) expect(ofCandidate.stdout, ofCandidate.stderr).toContain(step);
  const unknown = await zhiyue(['trace', '98765432', '--data-dir', folder.at('small-data')]);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining(`zhiyue events --data-dir ${folder.at('small-data')}`) });
  expect(await types('--exam', 'small', '--since', '1d')).toEqual(all);
  const follower = start(['events', '--data-dir', folder.at('small-data'), '--follow', '--type', 'batch.completed']);
  await follower.saw('batch.completed');
  follower.child.kill('SIGINT');
  expect((await follower.ended).code).toBe(0);
  station.child.kill('SIGTERM');
  await station.ended;
});

test('events without a record says so', async () => {
  const run = await zhiyue(['events', '--data-dir', folder.at('nothing')]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(folder.at('nothing'));
});

test('the doctor finds everything here, in a machine-readable way too', async () => {
  const run = await zhiyue(['doctor', '--json', '--data-dir', folder.at('not-yet')]);
  expect(run.code, run.stdout).toBe(0);
  const { fine, checks } = JSON.parse(run.stdout);
  expect(fine).toBe(true);
  expect(checks.map((check: { name: string }) => check.name)).toEqual(['node', 'redis', 'tessdata', 'fonts', 'sharp', 'sqlite', 'data', 'disk']);
});

test('a command that has ended is over, whatever still holds the process, and its output is whole', async () => {
  const holder = 'data:text/javascript,setInterval(()=>{},1e6)';
  const run = await zhiyue(['doctor', '--json'], { env: { NODE_OPTIONS: `--import=${holder}` } });
  expect(JSON.parse(run.stdout)).toMatchObject({ checks: expect.any(Array) });
  const refused = await zhiyue(['grade', '--exam', 'none.json', '--out', 'y', 'z'], { env: { NODE_OPTIONS: `--import=${holder}` } });
  expect(refused.code, refused.stderr).toBe(2);
});
