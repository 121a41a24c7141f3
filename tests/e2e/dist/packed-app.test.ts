import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describePackage, ownEntries } from '../../../scripts/dist-packages.ts';
import { shippedPackages } from '../../../scripts/dist-pack.ts';
import { titleOf } from '../../../scripts/licences.ts';
import { csvRows, example, startProgram, zhiyue, type Ended, type Running } from '../zhiyue.ts';
import { readArchive, sha256, type Archived } from './archive.ts';
import { filesIn, openArchive, packApp, type Packed } from './packed.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** A third of the example. */
const some = '00[01]*.jpg';
const lockSchema = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

describe.skipIf(process.platform !== 'linux')('the packed app', { timeout: 300_000 }, () => {
  let packed: Packed;
  let files: readonly Archived[];
  let places: readonly string[];
  let checkout: Promise<Ended>;
  let checkoutOut: string;
  beforeAll(async () => {
    checkoutOut = await mkdtemp(path.join(tmpdir(), 'zhiyue-unpacked-'));
    // Beside the packing, which mostly waits for the disk.
    checkout = zhiyue(['grade', '--exam', example.exam, '--roster', example.roster, '--out', checkoutOut, '--json', path.join(example.scans, some)]);
    await promisify(execFile)(process.execPath, [path.join(root, 'scripts/setup/desktop.mjs')], { cwd: root });
    packed = await packApp();
    files = readArchive(path.join(packed.resources, 'app.asar'));
    places = [...new Set(files.flatMap(({ name }) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/package\.json$)/.exec(name) ?? []))].filter((place) => packed.stage.packages.includes(place));
  }, 300_000);
  afterAll(async () => {
    await checkout;
    await rm(checkoutOut, { recursive: true, force: true });
    await packed?.[Symbol.asyncDispose]();
  });

  const content = (name: string): string => {
    const file = files.find((each) => each.name === name);
    if (file === undefined) throw new Error(`${name} is not in the archive`);
    return file.content().toString('utf8');
  };

  test('holds the main process, the preload, the screens and the command line', () => {
    const names = files.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['package.json', 'out/main/index.js', 'out/main/zhiyue.js', 'out/preload/index.cjs', 'out/renderer/index.html', ...ownEntries.map((entry) => `out/main/${entry}`)]));
    expect(JSON.parse(content('package.json'))).toMatchObject({ main: 'out/main/index.js', type: 'module' });
  });

  test('every packed file has the checksum that the archive states, which Electron compares when it opens it', () => {
    expect(files.filter((file) => !file.unpacked && sha256(file.content()) !== file.stated).map(({ name }) => name)).toEqual([]);
    expect(files.filter((file) => !file.unpacked).length).toBeGreaterThan(500);
  });

  test('holds no tests, no sources, no source maps, and nothing that only developers need', async () => {
    const names = files.map(({ name }) => name);
    expect(names.filter((name) => /\.(test|spec)\.[cm]?[jt]sx?$|\.[cm]?tsx?$|\.map$|^(src|tests|scripts)\/|(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/(tests?|__tests__)\//.test(name))).toEqual([]);
    expect(names.filter((name) => !/^(package\.json|out\/|node_modules\/)/.test(name))).toEqual([]);
    const lock = lockSchema.parse(JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')));
    expect(places.length).toBe(packed.stage.packages.length);
    expect(places.filter((place) => lock.packages[place]?.dev === true)).toEqual([]);
  });

  test('holds no secrets and no path of the machine that made it', () => {
    expect(files.map(({ name }) => name).filter((name) => /(^|\/)(\.env[^/]*|\.npmrc|id_[a-z0-9]+|[^/]*\.(pem|key|p12|pfx))$/.test(name))).toEqual([]);
    const ours = files.filter(({ name }) => /^(out\/|package\.json)/.test(name));
    const telling = [`${root}/`, `${homedir()}/`].filter((folder) => folder.length > 3);
    expect(ours.filter((file) => { const text = file.content().toString('latin1'); return telling.some((folder) => text.includes(folder)) || /-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{60}/.test(text); }).map(({ name }) => name)).toEqual([]);
  });

  test('programs, WebAssembly, fonts and what runs in threads and processes of its own are files beside the archive; the main process is inside', () => {
    const inside = files.filter(({ unpacked }) => !unpacked).map(({ name }) => name);
    expect(inside.filter((name) => /\.(node|so(\.\d+)*|dylib|dll|wasm|ttf)$/.test(name))).toEqual([]);
    expect(inside.filter((name) => ownEntries.some((entry) => name === `out/main/${entry}`))).toEqual([]);
    expect(inside).toEqual(expect.arrayContaining(['out/main/index.js', 'out/main/zhiyue.js', 'out/preload/index.cjs', 'out/renderer/index.html', 'node_modules/fastify/package.json']));
  });

  test('has the resources: server, language data, example, licences; and the languages of the interface only', async () => {
    const names = await filesIn(packed.resources);
    const redis = `redis/${process.platform}-${process.arch}`;
    expect(names).toEqual(expect.arrayContaining(['app.asar', `${redis}/bin/redis-server`, 'tessdata/eng.traineddata.gz', 'tessdata/chi_sim.traineddata.gz', 'example/exam.json', 'example/roster.csv', 'THIRD-PARTY-LICENSES.txt']));
    expect(names.filter((name) => name.startsWith('example/scans/')).length).toBe((await readdir(example.scans)).length);
    expect(await readdir(path.join(packed.app, 'locales'))).toEqual(['en-US.pak', 'zh-CN.pak']);
  });

  test('names every shipped package with its licence, and the works that are no packages', async () => {
    const text = await readFile(path.join(packed.resources, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const titles = new Set(text.split('\n').map((line) => line.trim()));
    expect(shippedPackages(packed.stage).filter((place) => !titles.has(titleOf(describePackage(place))))).toEqual([]);
    for (const work of ['Redis', 'jemalloc', 'LibLZF', 'Tesseract language data', '@expo-google-fonts/noto-sans-sc', '@expo-google-fonts/noto-sans-arabic', '@expo-google-fonts/noto-serif-tibetan', '@expo-google-fonts/noto-emoji', 'bidi-js', 'react ']) expect([...titles].some((title) => title.startsWith(work)), work).toBe(true);
    for (const words of ['SIL OPEN FONT LICENSE', 'GNU LESSER GENERAL PUBLIC LICENSE', 'Apache License', 'Permission is hereby granted']) expect(text).toContain(words);
  });

  test('the fuses of its program are set as decided', async () => {
    const program = await readFile(path.join(packed.app, 'zhiyue-station'), 'latin1');
    const mark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
    const at = program.indexOf(mark) + mark.length;
    // runAsNode, cookie encryption, NODE_OPTIONS, --inspect, archive integrity, only from the archive, own V8 snapshot, privileges of file://.
    expect(program.slice(at + 2, at + 2 + program.charCodeAt(at + 1))).toBe('11001100');
  });

  test('is not larger than it needs to be', async () => {
    const megabytes = async (folder: string): Promise<number> => (await Promise.all((await filesIn(folder)).map(async (name) => (await stat(path.join(folder, name))).size))).reduce((sum, size) => sum + size, 0) / 1e6;
    const parts = ['app.asar.unpacked', 'redis', 'tessdata', 'example'];
    const sizes = Object.fromEntries(await Promise.all(parts.map(async (part) => [part, await megabytes(path.join(packed.resources, part))] as const)));
    // 50 MB of it are the recogniser of texts and what runs it.
    const archive = (await stat(path.join(packed.resources, 'app.asar'))).size / 1e6;
    console.info(`Without Electron's own files, in MB: app.asar ${archive.toFixed(1)}, ${Object.entries(sizes).map(([part, size]) => `${part} ${size.toFixed(1)}`).join(', ')}; ${files.filter(({ unpacked }) => unpacked).length} files beside the archive, ${packed.stage.packages.length} packages`);
    expect(archive + Object.values(sizes).reduce((sum, size) => sum + size, 0)).toBeLessThan(165);
  });

  describe('by itself, in plain Node, where no repository is', () => {
    let place: string;
    let run: Ended;
    beforeAll(async () => {
      // As the program's folder is named where it is installed.
      place = path.join(await mkdtemp(path.join(tmpdir(), 'zhiyue-packed-')), 'Zhiyue Station 智阅');
      await mkdir(place);
      await promisify(execFile)('cp', ['-rl', packed.resources, path.join(place, 'resources')]);
      await openArchive(path.join(place, 'resources'));
      run = await command(['grade', '--exam', at('example/exam.json'), '--roster', at('example/roster.csv'), '--out', path.join(place, 'out'), '--json', at(`example/scans/${some}`)]);
    }, 300_000);
    afterAll(() => rm(path.dirname(place), { recursive: true, force: true }));

    const at = (name: string): string => path.join(place, 'resources', name);

    /** Its own command line, with an environment that leads nowhere. */
    const start = (args: readonly string[]): Running => startProgram(at('app.asar/out/main/zhiyue.js'), args, { cwd: place, env: { PATH: '/usr/bin:/bin', HOME: place, LANG: 'en_US.UTF-8', ZHIYUE_PORT: '0', ZHIYUE_LAN_PORT: '0' } });
    const command = (args: readonly string[]): Promise<Ended> => start(args).ended;

    test('grades the example that it brings, with the scores of the unpacked one', async () => {
      expect(run.code, run.stderr).toBe(0);
      const { code, stderr } = await checkout;
      expect(code, stderr).toBe(0);
      for (const name of ['scores.csv', 'answers.csv']) {
        const rows = await csvRows(path.join(place, 'out', name));
        expect(rows.length, name).toBeGreaterThan(15);
        expect(rows).toEqual(await csvRows(path.join(checkoutOut, name)));
      }
      for (const name of ['results.xlsx', 'statistics.json']) expect((await stat(path.join(place, 'out', name))).size).toBeGreaterThan(500);
    });

    test('prints sheets with its own fonts, and finds nothing missing in itself', async () => {
      const printed = await command(['sheet', '--exam', at('example/exam.json'), '--out', path.join(place, 'sheet.pdf')]);
      expect(printed.code, printed.stderr).toBe(0);
      expect((await readFile(path.join(place, 'sheet.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
      const doctor = await command(['doctor']);
      expect(doctor.code, doctor.stdout + doctor.stderr).toBe(0);
    });

    test('writes a backup and restores it, in a thread beside the archive', async () => {
      const written = await command(['backup', '--data-dir', path.join(place, 'out/.zhiyue'), '--out', path.join(place, 'all.zyexam')]);
      expect(written.code, written.stderr).toBe(0);
      const restored = await command(['restore', path.join(place, 'all.zyexam'), '--data-dir', path.join(place, 'elsewhere'), '--json']);
      expect(restored.code, restored.stderr).toBe(0);
      expect(JSON.parse(restored.stdout)).toMatchObject({ exams: [expect.any(String)] });
    });

    test('serves its screens and its routes, and opens the LAN with a certificate of its own', async () => {
      const served = start(['serve', '--data-dir', path.join(place, 'data')]);
      try {
        await served.saw('The station is ready');
        const { address } = z.object({ address: z.string() }).parse(JSON.parse(await readFile(path.join(place, 'data/operator.json'), 'utf8')));
        expect(await (await fetch(`${address}/`)).text()).toContain('<script type="module"');
        for (const route of ['/health', '/api/docs/', '/api/openapi.json']) expect((await fetch(address + route)).status, route).toBe(200);
        const lan = await command(['lan', 'open', '--data-dir', path.join(place, 'data')]);
        expect(lan.code, lan.stderr).toBe(0);
        expect(lan.stdout).toContain('https://');
      } finally {
        served.child.kill('SIGTERM');
      }
      expect((await served.ended).code).toBe(0);
    });
  });
});
