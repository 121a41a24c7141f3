import { expect, test } from 'vitest';
import { displayWidth, textTable } from './text-table.ts';

test('a Chinese character takes two cells', () => {
  expect(displayWidth('张三a')).toBe(5);
  expect(displayWidth('（一）')).toBe(6);
  expect(displayWidth('𠮷')).toBe(2);
});

test('columns stand under each other whatever the script', () => {
  const lines = textTable([{ heading: '姓名' }, { heading: 'total', align: 'right' }], [['欧阳小明', '9.5'], ['Li', '100']]);
  expect(lines).toEqual(['姓名      total', '────────  ─────', '欧阳小明    9.5', 'Li          100']);
});
