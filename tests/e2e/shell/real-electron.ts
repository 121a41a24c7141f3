/** The real Electron, where its binary and a display are. */
import path from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { electronBinary } from '../../../scripts/start/electron-binary.ts';
import { en } from '../../../src/cli/i18n/en.ts';
import { noWindowBecause } from '../../../scripts/start/way-to-start.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const binary = electronBinary(root, process.env);

const noWindow = noWindowBecause({ platform: process.platform, environment: process.env, root: process.getuid?.() === 0 });
/** Why it cannot run here; null where it can. */
export const noElectron: string | null = binary === null ? 'its binary was not fetched' : noWindow === null ? null : en[noWindow];
if (noElectron !== null) console.log(`tests in the real Electron are skipped: ${noElectron}`);

/** The built desktop app in it, on this data folder. */
export function launchElectron(dataFolder: string): Promise<ElectronApplication> {
  return _electron.launch({ ...(binary === null ? {} : { executablePath: binary }), args: [root], env: { ...process.env as Record<string, string>, ZHIYUE_DATA_DIR: dataFolder } });
}
