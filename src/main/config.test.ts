import path from 'node:path';
import { expect, test } from 'vitest';
import { desktopConfig } from './config.ts';

test('an installed app keeps its data with the person, a checkout in its folder; the environment goes before both', () => {
  const home = path.resolve('/home/li/.config/zhiyue');
  expect(desktopConfig({}, { packaged: true, home }).dataFolder).toBe(path.join(home, 'station'));
  expect(desktopConfig({}, { packaged: false, home }).dataFolder).toBe(path.resolve('.zhiyue'));
  expect(desktopConfig({ ZHIYUE_DATA_DIR: '/srv/exams' }, { packaged: true, home }).dataFolder).toBe(path.resolve('/srv/exams'));
});

test('another program on the usual port does not keep the app from starting', () => {
  expect(desktopConfig({}, { packaged: true, home: '/h' }).port).toBe(0);
  expect(desktopConfig({ ZHIYUE_PORT: '7500' }, { packaged: true, home: '/h' }).port).toBe(7500);
});
