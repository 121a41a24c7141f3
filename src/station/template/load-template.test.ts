import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadTemplate } from './load-template.ts';

const omrChecker = { pageDimensions: [100, 200], bubbleDimensions: [5, 5], preProcessors: [{ name: 'CropOnMarkers', options: { relativePath: 'omr_marker.jpg', sheetToMarkerWidthRatio: 17 } }], fieldBlocks: { A: { fieldType: 'QTYPE_MCQ4', origin: [1, 1], fieldLabels: ['q1..3'], bubblesGap: 10, labelsGap: 10 } } };

test.each([
  ['an exam', JSON.stringify({ id: 'x', title: 'X', questions: [] }), 'template-is-exam'],
  ['a template of another program in XML', '<?xml version="1.0"?><template/>', 'template-is-xml'],
  ['a template whose marker is elsewhere', JSON.stringify(omrChecker), 'template-picture-absent'],
])('%s is refused for what it is', async (_what, text, code) => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-template-'));
  const file = path.join(folder.path, 'template.json');
  await writeFile(file, text);
  await expect(loadTemplate(file)).rejects.toMatchObject({ code: 'template-invalid', about: file, faults: [{ code }] });
});
