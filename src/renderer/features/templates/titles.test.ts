import { expect, test } from 'vitest';
import { aboutFile } from './about-file.ts';
import { freeTitle, titleOf } from './titles.ts';

test('a template has the name that its file gives it, else the file\'s; a second one of a name gets a number', () => {
  expect(titleOf('card.template.json', { format: 'zhiyue-template', name: ' Midterm ' })).toBe('Midterm');
  expect(titleOf('card.template.json', { format: 'zhiyue-template', name: '' })).toBe('card');
  expect(titleOf('template.json', { name: 'of something else' })).toBe('template');
  expect(titleOf('空白卡.png', null)).toBe('空白卡');
  expect(titleOf('.png', null)).toBe('.png');
  expect([freeTitle('blank', []), freeTitle('blank', ['blank']), freeTitle('blank', ['blank', 'blank 2'])]).toEqual(['blank', 'blank 2', 'blank 3']);
});

test('a problem with a scan is about the file that was chosen, not about the name that the station gave it', () => {
  const about = '44b7f14c-0000-4000-8000-123456789abc';
  const problem = { code: 'file-damaged', detail: `${about} is damaged.`, about, faults: [] } as const;
  expect(aboutFile(problem, 'a.png')).toMatchObject({ about: 'a.png', detail: 'a.png is damaged.' });
  expect(aboutFile({ ...problem, about: null }, 'a.png').about).toBeNull();
});
