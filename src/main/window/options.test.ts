import { expect, test } from 'vitest';
import { windowOptions } from './options.ts';

test('the window is shut off from the computer: sandboxed, isolated, without Node, without foreign content', () => {
  const { webPreferences } = windowOptions('/app/out/preload/index.cjs', { width: 1360, height: 860 }, 'x');
  expect(webPreferences).toEqual({
    preload: '/app/out/preload/index.cjs', contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
    webSecurity: true, allowRunningInsecureContent: false, webviewTag: false, experimentalFeatures: false, navigateOnDragDrop: false, spellcheck: false, safeDialogs: true,
  });
});
