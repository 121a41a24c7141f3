import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectScans } from './scan-files.ts';

let root = '';
const put = async (...names: readonly string[]) => {
  for (const name of names) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), name);
  }
};
const at = (name: string) => path.join(root, name);
const names = async (...scans: readonly string[]) => (await collectScans(scans.map(at))).files.map((file) => file.name);

beforeEach(async () => { root = await mkdtemp(path.join(tmpdir(), 'zhiyue-scans-')); });
afterEach(() => rm(root, { recursive: true, force: true }));

describe('which files a command line means', () => {
  test('a folder gives its scans in natural order, subfolders included', async () => {
    await put('s/p10.jpg', 's/p2.jpg', 's/b/p1.PDF', 's/扫描 3.png');
    expect(await names('s')).toEqual(['b/p1.PDF', 'p2.jpg', 'p10.jpg', '扫描 3.png']);
  });

  test('pictures of kinds that are not read are not left out: each becomes an exception that says what to do', async () => {
    await put('s/1.jpg', 's/IMG_2.HEIC', 's/3.bmp', 's/notes.txt');
    const { files, skipped } = await collectScans([at('s')]);
    expect(files.map((file) => file.name)).toEqual(['1.jpg', '3.bmp', 'IMG_2.HEIC']);
    expect(skipped).toEqual(['notes.txt']);
  });

  test('what is no scan in a folder is skipped and told, hidden files silently', async () => {
    await put('s/1.jpg', 's/truth.json', 's/Thumbs.db', 's/.DS_Store', 's/.trash/2.jpg');
    const { files, skipped } = await collectScans([at('s')]);
    expect(files.map((file) => file.name)).toEqual(['1.jpg']);
    expect([...skipped].sort()).toEqual(['Thumbs.db', 'truth.json']);
  });

  test('a file that is named itself is taken in, whatever it is called', async () => {
    await put('notes.txt', '1.jpg');
    expect(await names('notes.txt', '1.jpg')).toEqual(['notes.txt', '1.jpg']);
  });

  test('files of which not one is a scan, by its name or its content, are refused', async () => {
    await put('notes.txt', 'list.csv');
    await expect(names('notes.txt', 'list.csv')).rejects.toMatchObject({ code: 'file-type-unknown', faults: [{ code: 'scans-other' }] });
    await writeFile(at('page'), '%PDF-1.7\n');
    expect(await names('page')).toEqual(['page']);
  });

  test('a pattern in quotes is resolved here', async () => {
    await put('s/a/1.jpg', 's/b/2.jpg', 's/b/truth.json');
    expect(await names('s/**/*')).toEqual(['a/1.jpg', 'b/2.jpg']);
  });

  test('a file whose name looks like a pattern is a file', async () => {
    await put('scan[1].jpg');
    expect(await names('scan[1].jpg')).toEqual(['scan[1].jpg']);
  });

  test('a file meant twice is taken once', async () => {
    await put('s/1.jpg');
    expect(await names('s', 's/1.jpg', 's/*.jpg')).toEqual(['1.jpg']);
  });

  test('equal names in two folders get the folder in front, others stay short', async () => {
    await put('a/1.jpg', 'b/1.jpg', 'b/2.jpg');
    const found = await names('a', 'b');
    expect(found[0]).toMatch(/a\/1\.jpg$/);
    expect(found[1]).toMatch(/b\/1\.jpg$/);
    expect(found[2]).toBe('2.jpg');
  });

  test('leaves out the folder of the results', async () => {
    await put('s/1.jpg', 's/out/crops/c.jpg');
    expect((await collectScans([at('s')], [at('s/out')])).files.map((file) => file.name)).toEqual(['1.jpg']);
  });

  test.each(['s', 's/**/*'])('what another run cut out for people is no scan, and told as a whole; beside no tables of ours it may be scans (%s)', async (scan) => {
    await put('s/1.jpg', 's/old/crops/1-p1-q1.jpg', 's/old/crops/open-2/0001.png', 's/other/crops/2.jpg', 's/other/answers.csv', 's/other/exceptions.csv');
    // As Excel saves it.
    await writeFile(at('s/old/answers.csv'), '\uFEFFsource_file;source_page;candidate_no\r\n');
    await writeFile(at('s/old/exceptions.csv'), 'source_file,source_page,candidate_no,kind,field,confidence,detail,crop\n');
    const { files, skipped } = await collectScans([at(scan)]);
    expect(files.map((file) => file.name).toSorted()).toEqual(['1.jpg', 'other/crops/2.jpg']);
    expect(skipped.toSorted()).toEqual(['old/answers.csv', 'old/crops/', 'old/exceptions.csv', 'other/answers.csv', 'other/exceptions.csv']);
    // Who names them means them.
    expect(await names('s/old/crops')).toEqual(['1-p1-q1.jpg', 'open-2/0001.png']);
    // One's own are left out without a word.
    expect((await collectScans([at(scan)], [at('s/old')])).skipped.toSorted()).toEqual(['other/answers.csv', 'other/exceptions.csv']);
  });

  test('leaves out a file of a folder that is no scan, such as a marker\'s picture, and takes it in when it is named', async () => {
    await put('s/1.jpg', 's/marker.jpg');
    const taken = async (scan: string) => (await collectScans([at(scan)], [at('s/marker.jpg')])).files.map((file) => file.name);
    expect(await taken('s')).toEqual(['1.jpg']);
    expect(await taken('s/*.jpg')).toEqual(['1.jpg']);
    expect(await taken('s/marker.jpg')).toEqual(['marker.jpg']);
  });

  test('a link back up does not go round for ever', async () => {
    await put('s/1.jpg');
    await symlink(root, at('s/up'));
    expect(await names('s')).toContain('1.jpg');
  });

  test('a pipe is refused by name, and skipped where a folder or a pattern finds it, as is a link that leads nowhere', async () => {
    await put('s/1.jpg');
    execFileSync('mkfifo', [at('s/pipe.jpg')]);
    await symlink(at('nowhere'), at('s/broken.jpg'));
    await expect(collectScans([at('s'), at('s/pipe.jpg')])).rejects.toMatchObject({ code: 'file-type-unknown', about: at('s/pipe.jpg') });
    expect(await names('s', 's/*.jpg')).toEqual(['1.jpg']);
    expect((await collectScans([at('s')])).skipped).toEqual(['broken.jpg', 'pipe.jpg']);
    await expect(collectScans(['/dev/null'])).rejects.toMatchObject({ code: 'file-type-unknown' });
  });

  test.each([['nowhere'], ['s/*.png'], ['empty']])('%s is refused', async (scan) => {
    await put('s/1.jpg', 'empty/truth.json');
    await expect(collectScans([at(scan)])).rejects.toMatchObject({ code: 'input-missing', about: at(scan) });
  });
});
