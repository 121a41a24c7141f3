import { expect, test } from 'vitest';
import { ownModule } from './own-files.ts';

test('a module in a process of its own is found beside its source, and by its name alone in the built app', () => {
  expect(ownModule('./tasks/jobs.ts', 'file:///a/src/station/station.ts').href).toBe('file:///a/src/station/tasks/jobs.ts');
  expect(ownModule('./tasks/jobs.ts', 'file:///a/out/main/station-Xy.js').href).toBe('file:///a/out/main/jobs.js');
});

test('in an installed app it is the real file beside the archive', () => {
  expect(ownModule('./tasks/jobs.ts', 'file:///a/resources/app.asar/out/main/station-Xy.js').href).toBe('file:///a/resources/app.asar.unpacked/out/main/jobs.js');
  expect(ownModule('./worker-thread.ts', 'file:///a/resources/app.asar.unpacked/out/main/worker-host.js').href).toBe('file:///a/resources/app.asar.unpacked/out/main/worker-thread.js');
});
