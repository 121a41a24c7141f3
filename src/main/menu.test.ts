import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { translator } from './i18n/texts.ts';
import { menuTemplate } from './menu.ts';

const actions = () => {
  const done: string[] = [];
  return { done, go: (screen: string) => void done.push(`go ${screen}`), reload: () => void done.push('reload'), about: () => void done.push('about'), showDataFolder: () => void done.push('folder'), showLog: () => void done.push('log') };
};
const items = (template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] => template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);

describe.each(['win32', 'darwin', 'linux'])('the menu on %s', (platform) => {
  test.each(['zh-CN', 'en'] as const)('is in %s from end to end, and no accelerator stands twice', (language) => {
    const all = items(menuTemplate(translator(language), actions(), { platform, developer: false })).filter(({ type }) => type !== 'separator');
    for (const { label } of all) expect(label).toMatch(language === 'en' ? /^[A-Z][\x20-\x7e]*$/ : /\p{Script=Han}/u);
    const accelerators = all.flatMap(({ accelerator }) => (accelerator === undefined || accelerator === null ? [] : [accelerator]));
    expect(new Set(accelerators).size).toBe(accelerators.length);
  });
});

test('the developer tools are for developers only', () => {
  const roles = (developer: boolean) => items(menuTemplate(translator('en'), actions(), { platform: 'linux', developer })).map(({ role }) => role);
  expect(roles(true)).toContain('toggleDevTools');
  expect(roles(false)).not.toContain('toggleDevTools');
});
