import { expect, test } from 'vitest';
import { unread } from '../../sheet/template/read-template.ts';
import { unregisteredQuality } from '../../sheet/read/quality.ts';
import { severalMarks } from './several-marks.ts';
import type { TemplatePage } from './template-page.ts';

const labels = Array.from({ length: 20 }, (_, k) => `q${k + 1}`);
const columns = [...labels.map((name) => ({ name, fields: [fieldOf(name)] })), { name: 'number', fields: [fieldOf('n1'), fieldOf('n2')] }];

function fieldOf(label: string) {
  return { label, joined: label.startsWith('n'), bubbles: [], empty: '' };
}

function pageOf(marks: Readonly<Record<string, string>>, doubted: readonly string[] = []): TemplatePage {
  const fields = [...labels, 'n1', 'n2'].map((label) => ({ label, chosen: [...marks[label] ?? 'A'], doubt: doubted.includes(label) ? 'unclear' as const : null, confidence: 1, margin: 9, unsureBy: null, fills: [] }));
  return { sourceFile: 'a.jpg', sourcePage: 1, outcome: { kind: 'read', quality: unregisteredQuality, crops: [], regions: [], stranger: null, reading: { ...unread('blank'), trouble: null, fields } } };
}

test('answers with several marks are told where they are few, without those that wait anyway and without digits of a number', () => {
  expect(severalMarks({ columns }, [pageOf({ q3: 'AC', q5: 'BD', n1: '12' }, ['q5'])])).toMatchObject([{ column: 'q3', value: 'AC' }]);
});

test('where many answers have several marks they are asked for', () => {
  expect(severalMarks({ columns }, [pageOf({ q3: 'AC', q5: 'BD', q7: 'CD' })])).toEqual([]);
});
