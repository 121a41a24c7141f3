import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { connectLocal } from '../../src/client/connect-local.ts';
import { readOperatorFile } from '../../src/station/gateway/access/operator-file.ts';
import { csvRows, scratch, start, zhiyue } from './zhiyue.ts';

const folder = await scratch();
afterAll(() => folder[Symbol.asyncDispose]());

async function smallExam(key: string): Promise<void> {
  await writeFile(folder.at('small.json'), JSON.stringify({ id: 'small', title: '小测', subject: '数学', page: 'A4', candidateNumber: { digits: 4 }, questions: [{ no: '1-3', type: 'single', options: 4, key, points: 1 }] }));
}

test('grade hands its work to the station that runs on its data folder, and writes the same results', async () => {
  await smallExam('ABC');
  const simulated = await zhiyue(['simulate', '--exam', folder.at('small.json'), '--count', '3', '--seed', '1', '--out', folder.at('scans')]);
  expect(simulated.code, simulated.stderr).toBe(0);
  const order = (out: string, data: string, scans: string) => ['grade', '--exam', folder.at('small.json'), '--out', folder.at(out), '--data-dir', folder.at(data), '--json', scans];
  const alone = await zhiyue(order('alone', 'alone-data', folder.at('scans')));
  expect(alone.code, alone.stderr).toBe(0);

  const data = folder.at('data');
  const station = start(['serve', '--data-dir', data, '--port', '0']);
  await station.saw('The station is ready');
  const handed = await zhiyue([...order('out', 'data', folder.at('scans')), '--workers', '1']);
  expect(handed.code, handed.stderr).toBe(0);
  expect(handed.stderr).toContain('A station runs on this data folder');
  expect(handed.stderr).toContain('--workers');
  const summary = JSON.parse(handed.stdout);
  expect(summary).toMatchObject({ change: { kind: 'created' }, pages_this_run: 3, data_folder: data, counts: JSON.parse(alone.stdout).counts });
  for (const file of ['scores.csv', 'answers.csv', 'exceptions.csv']) expect(await readFile(folder.at('out', file), 'utf8')).toBe(await readFile(folder.at('alone', file), 'utf8'));

  // The screens show it.
  const operator = await readOperatorFile(data);
  if (operator === null) throw new Error('no operator file');
  const client = connectLocal(operator);
  expect((await client.request('listExams', {})).exams).toMatchObject([{ id: 'small', progress: { pages: 3, read: 3, completed: true } }]);

  // Another key scores anew what is there.
  await smallExam('BBC');
  const again = await zhiyue(order('out', 'data', folder.at('scans')));
  expect(again.code, again.stderr).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ change: { kind: 'updated', revision: 2 }, pages_this_run: 0 });
  expect(again.stderr).toContain('3 files, all taken in before');
  expect((await csvRows(folder.at('out', 'scores.csv'))).length).toBe(3);

  // A key that was changed in the app stays, as long as the file is what it was.
  const change = (revision: number, key: string) => client.request('changeExam', { params: { examId: 'small' }, body: { revision, key } });
  const grade = (...more: string[]) => zhiyue([...order('out', 'data', folder.at('scans')), ...more]);
  await change(2, 'CBC');
  const kept = await grade();
  expect(kept.code, kept.stderr).toBe(0);
  expect(JSON.parse(kept.stdout)).toMatchObject({ change: { kind: 'unchanged', revision: 3 } });
  expect(kept.stderr).toContain('The exam was changed in the app');
  // Where both have changed, a person decides.
  await smallExam('DBC');
  const both = await grade();
  expect(both.code).toBe(2);
  expect(both.stderr).toContain('--exam-from-file');
  const fromFile = await grade('--exam-from-file');
  expect(JSON.parse(fromFile.stdout)).toMatchObject({ change: { kind: 'updated', revision: 4 } });

  // Published, with a key of the app: the files are written anew, and nothing new comes in.
  await change(4, 'ABC');
  await client.request('publishExam', { params: { examId: 'small' }, body: { note: '', force: true } });
  client.close();
  const scores = await readFile(folder.at('alone', 'scores.csv'), 'utf8');
  const writtenAnew = async () => {
    await rm(folder.at('out', 'scores.csv'));
    const published = await grade();
    expect(published.code, published.stderr).toBe(0);
    expect(published.stderr).toContain('3 files, all taken in before');
    expect(published.stderr).toContain('The exam was changed in the app');
    expect(await readFile(folder.at('out', 'scores.csv'), 'utf8')).toBe(scores);
  };
  await writtenAnew();
  const [scan = ''] = await readdir(folder.at('scans'));
  await copyFile(folder.at('scans', scan), folder.at('late.jpg'));
  const late = await grade(folder.at('late.jpg'));
  expect(late.code).toBe(2);
  expect(late.stderr).toContain('published by operator');

  // Its own pictures are no scans.
  await mkdir(folder.at('scans', 'results'));
  await writeFile(folder.at('scans', 'results', 'crop.png'), 'x');
  const inside = await zhiyue(order('scans/results', 'data', folder.at('scans')));
  expect(inside.code).toBe(2);
  expect(inside.stderr).toContain('The results folder lies among the scans');

  // A second station says where the first one is.
  const second = await zhiyue(['serve', '--data-dir', data, '--port', '0']);
  expect(second.code).toBe(3);
  expect(second.stderr).toContain(operator.address);
  station.child.kill('SIGTERM');
  expect((await station.ended).code).toBe(0);
  await rm(folder.at('scans', 'results'), { recursive: true });
  await writtenAnew();
});

test('the results are whole: what others put in meanwhile is waited for', async () => {
  await smallExam('ABC');
  const simulated = await zhiyue(['simulate', '--exam', folder.at('small.json'), '--count', '4', '--seed', '2', '--out', folder.at('four')]);
  expect(simulated.code, simulated.stderr).toBe(0);
  const scans = (await readdir(folder.at('four'))).filter((name) => /\.(jpg|png)$/.test(name)).toSorted();
  expect(scans).toHaveLength(4);
  const data = folder.at('others');
  const station = start(['serve', '--data-dir', data, '--port', '0']);
  await station.saw('The station is ready');
  const grade = (...names: string[]) => start(['grade', '--exam', folder.at('small.json'), '--out', folder.at('whole'), '--data-dir', data, '--json', ...names.map((name) => folder.at('four', name))]);
  const [one = '', two = '', three = '', four = ''] = scans;
  const first = await grade(one).ended;
  expect(first.code, first.stderr).toBe(0);

  const operator = await readOperatorFile(data);
  if (operator === null) throw new Error('no operator file');
  const client = connectLocal(operator);
  // As a browser sends three files, of which the last takes its time.
  const send = async (before: number, ...names: string[]) => {
    const body = new FormData();
    for (const name of names) body.append('files', new Blob([await readFile(folder.at('four', name))]), name);
    await client.request('upload', { query: { exam: 'small', batch: 'browser', sending: 'slow', of: 3, before }, body });
  };
  await send(0, two);
  const waiting = grade(one);
  const seen = waiting.saw('of this exam').then(() => true);
  // Silence would be taken for a sending that broke off.
  while (!await Promise.race([seen, wait(3_000, false)])) await send(0, two);
  await send(1, three, four);
  const whole = await waiting.ended;
  expect(whole.code, whole.stderr).toBe(0);
  expect(JSON.parse(whole.stdout).counts).toMatchObject({ pages: 4, candidates: 4 });
  expect(whole.stderr).not.toContain('may come');
  const scores = await csvRows(folder.at('whole', 'scores.csv'));
  expect(scores).toHaveLength(4);
  expect(scores.filter(({ status }) => status === 'awaiting-pages')).toEqual([]);

  // What broke off, and a folder that is watched, are not waited for: the command says so.
  await mkdir(folder.at('watched'));
  await client.request('watchFolder', { params: { examId: 'small' }, body: { folder: folder.at('watched'), batch: 'folder' } });
  const watched = await grade(one).ended;
  expect(watched.code, watched.stderr).toBe(0);
  expect(watched.stderr).toContain('More of this exam may come');
  client.close();
  station.child.kill('SIGTERM');
  expect((await station.ended).code).toBe(0);
});
