import { createInstance } from 'i18next';
import { expect, test } from 'vitest';
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { shownName } from './block-names.ts';
import { asPrinted, bubblesOf, frameOf, freeName, handles, isNearlySameGrid, isOffPage, isSameGrid, laidAs, laidInto, newBlock, pulled, stretchedInto, withFields } from './drawing.ts';
import { drawingAfter, nothingDrawn } from './drawing-steps.ts';
import { asCandidate, clashesOf, countsUp, joinedInto, labelsFrom, nextLabel } from './numbering.ts';

const page = { width: 1000, height: 1000, overhang: 0 };
const block: TemplateBlock = { name: 'A', x: 0, y: 0, w: 10, h: 8, fields: ['q1', 'q2', 'q3'], values: ['A', 'B', 'C', 'D'], direction: 'horizontal', valueGap: 20, fieldGap: 15, column: null, candidate: false };

test.each(['horizontal', 'vertical'] as const)('a %s block fills the frame that was drawn, from its first bubble to its last', (direction) => {
  const frame = { x: 100, y: 50, width: 300, height: 200 };
  const laid = laidInto({ ...block, direction }, frame);
  const bubbles = bubblesOf(laid);
  expect(bubbles).toHaveLength(12);
  expect(bubbles[0]).toMatchObject({ x: 100, y: 50 });
  const last = bubbles.at(-1) ?? { x: 0, y: 0, width: 0, height: 0 };
  expect(Math.abs(last.x + last.width - 400)).toBeLessThan(1);
  expect(Math.abs(last.y + last.height - 250)).toBeLessThan(1);
  expect(frameOf(laid).width).toBeCloseTo(300, 0);
  expect(frameOf(laid).height).toBeCloseTo(200, 0);
});

test('one row and one column are as large as they were drawn', () => {
  expect(laidInto({ ...block, fields: ['q1'], values: ['A'] }, { x: 0, y: 0, width: 30, height: 20 })).toMatchObject({ w: 30, h: 20 });
});

test('more or fewer fields stand at the same distance where the bubbles are seen and fill the frame; else they divide it', () => {
  const frame = frameOf(block), five = labelsFrom('q1', 5);
  expect(withFields(block, five, { frame, support: 1, page }).block).toMatchObject({ y: 0, fieldGap: 15, fields: five });
  expect(withFields(block, labelsFrom('q1', 2), { frame, support: 1, page }).block.fieldGap).toBe(15);
  // Twice as high a frame was drawn as three of them need; or nothing is seen.
  for (const divided of [withFields(block, five, { frame: { ...frame, height: 2 * frame.height }, support: 1, page }), withFields(block, five, { frame, support: 0, page }), withFields(block, five, { frame, support: null, page })]) expect(frameOf(divided.block).height).toBeCloseTo(divided.frame.height, 0);
});

test('labels count up from the first, with its leading noughts, and the next block goes on', () => {
  expect(labelsFrom('q9', 3)).toEqual(['q9', 'q10', 'q11']);
  expect(labelsFrom('id01', 2)).toEqual(['id01', 'id02']);
  expect(labelsFrom('roll', 2)).toEqual(['roll1', 'roll2']);
  expect([countsUp(['q9', 'q10']), countsUp(['q9', 'q11']), countsUp([])]).toEqual([true, false, false]);
  expect(nextLabel([block, { ...block, fields: ['x50'] }], 'q')).toBe('q4');
  expect(newBlock([block], { x: 0, y: 0, width: 100, height: 100 }, 'B').fields).toEqual(['q4', 'q5', 'q6', 'q7', 'q8']);
});

test('a new block has the options of the last one that has letters side by side, and else four', () => {
  const valuesAfter = (...blocks: readonly TemplateBlock[]): string => newBlock(blocks, { x: 0, y: 0, width: 100, height: 100 }, 'N').values.join('');
  const five = { ...block, values: [...'ABCDE'] }, digits = { ...block, name: 'D', values: [...'0123456789'], direction: 'vertical' as const };
  expect([valuesAfter(), valuesAfter(block, five), valuesAfter(five, digits), valuesAfter(five, { ...digits, values: [...'ABC'] }), valuesAfter({ ...block, values: ['yes', 'no'] })]).toEqual(['ABCD', 'ABCDE', 'ABCDE', 'ABCDE', 'ABCD']);
});

test('a long number of digits is the candidate\'s when none is yet, and stays what it was made', () => {
  const digits: TemplateBlock = { ...block, name: 'D', fields: ['n1', 'n2', 'n3', 'n4'], values: [...'0123456789'] };
  expect(joinedInto(digits, 'No', [block, digits])).toMatchObject({ column: 'No', candidate: true });
  expect(joinedInto(digits, 'No', [{ ...block, column: 'Other', candidate: true }, digits])).toMatchObject({ column: 'No', candidate: false });
  expect(joinedInto(block, 'No', [block])).toMatchObject({ candidate: false });
  expect(joinedInto({ ...digits, column: 'No', candidate: false }, 'Number', [digits])).toMatchObject({ column: 'Number', candidate: false });
  expect(joinedInto({ ...digits, column: 'No', candidate: true }, null, [digits])).toMatchObject({ column: null, candidate: false });
  expect(joinedInto(block, 'No', [block, { ...digits, column: 'No', candidate: true }])).toMatchObject({ candidate: true });
});

test('there is one candidate number, and blocks of one column are it together', () => {
  const [a, b, other] = [{ ...block, column: 'No', candidate: false }, { ...block, name: 'B', column: 'No', candidate: false }, { ...block, name: 'C', column: 'Room', candidate: true }];
  const opened = drawingAfter(nothingDrawn, { type: 'opened', name: 'Card', blocks: [a, b, other] });
  const chosen = drawingAfter(opened, { type: 'changed', block: 'A', to: { ...a, candidate: true } });
  expect(chosen.blocks.map(({ candidate }) => candidate)).toEqual([true, true, false]);
  expect(drawingAfter(chosen, { type: 'changed', block: 'B', to: { ...b, candidate: false } }).blocks.map(({ candidate }) => candidate)).toEqual([false, false, false]);
});

test('no name is given twice', () => {
  expect(freeName([block, { ...block, name: 'Block 3' }], (number) => `Block ${number}`, (name) => name)).toBe('Block 4');
  expect(freeName([{ ...block, name: '题块 2' }], (number) => `Block ${number}`, (name) => name.replace('题块', 'Block'))).toBe('Block 3');
});

test('each step can be taken back, a snap together with what led to it, and what is chosen follows', () => {
  const added = drawingAfter(drawingAfter(nothingDrawn, { type: 'opened', name: 'Card', blocks: [] }), { type: 'added', block });
  const changed = drawingAfter(added, { type: 'changed', block: 'A', to: { ...block, name: 'B', x: 5 } });
  const snapped = drawingAfter(changed, { type: 'changed', block: 'B', to: { ...block, name: 'B', x: 7 }, quietly: true });
  expect(snapped).toMatchObject({ chosen: 'B', blocks: [{ x: 7 }] });
  expect(drawingAfter(snapped, { type: 'undone' })).toMatchObject({ blocks: [{ name: 'A', x: 0 }], chosen: null });
  const removed = drawingAfter(snapped, { type: 'removed', block: 'B' });
  expect(removed).toMatchObject({ blocks: [], chosen: null });
  expect(drawingAfter(drawingAfter(drawingAfter(removed, { type: 'undone' }), { type: 'undone' }), { type: 'undone' })).toMatchObject({ blocks: [], before: [] });
  expect(drawingAfter(nothingDrawn, { type: 'undone' })).toBe(nothingDrawn);
  // What was typed for a block that is gone is no step.
  expect(drawingAfter(removed, { type: 'changed', block: 'B', to: block })).toBe(removed);
});

test('where the printed bubbles were found is taken over by a block that was renamed or put together meanwhile, and is another grid than before', () => {
  const found = { ...block, x: 3, y: 1, valueGap: 21 }, meanwhile = { ...block, name: 'B', column: 'number' };
  expect(isSameGrid(block, meanwhile)).toBe(true);
  expect(isSameGrid(block, { ...block, values: ['A', 'B'] })).toBe(false);
  expect(laidAs(meanwhile, found)).toEqual({ ...meanwhile, x: 3, y: 1, valueGap: 21 });
  expect(isSameGrid(block, laidAs(meanwhile, found))).toBe(false);
});

test('a block pulled by a corner keeps the corner across, and its bubbles fill the new frame as they did the old one', () => {
  const frame = frameOf(block);
  expect(handles).toHaveLength(8);
  expect(pulled(frame, { inX: -1, inY: -1 }, { x: -10, y: 5 })).toEqual({ x: -10, y: 5, width: frame.width + 10, height: frame.height - 5 });
  expect(pulled(frame, { inX: 1, inY: 0 }, { x: -1000, y: 40 })).toEqual({ ...frame, width: 6 });
  const wide = stretchedInto(block, { ...frame, width: frame.width * 2, height: frame.height });
  expect(wide).toMatchObject({ w: 20, valueGap: 40, h: 8, fieldGap: 15 });
  expect(stretchedInto({ ...block, fields: ['q1'], values: ['A'] }, { x: 1, y: 2, width: 30, height: 20 })).toMatchObject({ x: 1, y: 2, w: 30, h: 20, valueGap: 20, fieldGap: 15 });
});

test('the digits of a number take no numbers of questions, so that the first question drawn after it is q1', () => {
  const number = { ...block, name: 'No', fields: labelsFrom('q1', 8), values: [...'0123456789'] };
  const joined = joinedInto(number, 'No', [number]);
  expect(joined).toMatchObject({ candidate: true, fields: labelsFrom('no1', 8) });
  expect(newBlock([joined], { x: 0, y: 0, width: 100, height: 100 }, 'B').fields[0]).toBe('q1');
  expect(joinedInto(joined, null, [joined]).fields).toEqual(number.fields);
  // What somebody named stays.
  expect(joinedInto({ ...number, fields: ['a', 'b'] }, 'No', [])).toMatchObject({ fields: ['a', 'b'] });
  expect(asCandidate({ ...number, column: 'No' }, true, [{ ...block, name: 'Course', fields: ['no1', 'no2'] }]).fields[0]).toBe('no3');
});

test('blocks that have a label in common are told by name, each pair once', () => {
  expect(clashesOf([block, { ...block, name: 'B', fields: ['q2', 'q3', 'q4'] }, { ...block, name: 'C', fields: ['q9'] }])).toEqual([{ label: 'q2', blocks: ['A', 'B'] }]);
  expect(clashesOf([block, { ...block, name: 'C', fields: ['q9'] }])).toEqual([]);
});

test('what was taken back is done again, until something else is drawn; a name that is typed is one step', () => {
  const opened = drawingAfter(nothingDrawn, { type: 'opened', name: 'Card', blocks: [] });
  const typed = ['M', 'Mi', 'Mine'].reduce((drawing, name) => drawingAfter(drawing, { type: 'renamed', name }), drawingAfter(opened, { type: 'added', block }));
  expect(typed.before).toHaveLength(2);
  const back = drawingAfter(typed, { type: 'undone' });
  expect(back).toMatchObject({ name: 'Card', blocks: [block] });
  expect(drawingAfter(back, { type: 'redone' })).toMatchObject({ name: 'Mine', after: [] });
  const twice = drawingAfter(back, { type: 'undone' });
  expect(drawingAfter(drawingAfter(twice, { type: 'redone' }), { type: 'redone' })).toMatchObject({ name: 'Mine', blocks: [block] });
  const other = drawingAfter(back, { type: 'removed', block: 'A' });
  expect(drawingAfter(other, { type: 'redone' })).toBe(other);
});

test('more fields divide the frame that was drawn where at the same distance they would leave the page, or might lie on nothing', () => {
  const frame = frameOf(block), low = { ...block, y: 900 };
  const off = withFields(low, labelsFrom('q1', 9), { frame: frameOf(low), support: 1, page });
  expect(frameOf(off.block).height).toBeCloseTo(frame.height, 0);
  expect(off.instead).toBeNull();
  const more = withFields(block, labelsFrom('q1', 9), { frame, support: 1, page });
  expect(more.block.fieldGap).toBe(15);
  expect(frameOf(more.instead?.block ?? block).height).toBeCloseTo(frame.height, 0);
  expect(more.instead?.block.fields).toHaveLength(9);
  // Fewer of what was seen are seen as well.
  expect(withFields(block, labelsFrom('q1', 2), { frame, support: 1, page }).instead).toBeNull();
});

test('a block is off the page where the middle of a bubble is, but for what its markers leave beyond it', () => {
  expect([isOffPage(block, page), isOffPage({ ...block, x: -4 }, page), isOffPage({ ...block, x: -6 }, page), isOffPage({ ...block, y: 967 }, page), isOffPage({ ...block, y: 965 }, page)]).toEqual([false, false, true, true, false]);
  expect(isOffPage({ ...block, y: 1200 }, { ...page, overhang: 0.5 })).toBe(false);
});

test('a frame as large as the last block is another such block, whichever way its options stand', () => {
  const fifteen = { ...block, fields: labelsFrom('q1', 15), values: [...'ABCDE'], column: 'No', candidate: true }, { width, height } = frameOf(fifteen);
  const frame = { x: 300, y: 20, width: width * 1.05, height: height * 0.96 };
  expect(newBlock([fifteen], frame, 'B')).toMatchObject({ name: 'B', x: 300, y: 20, fields: labelsFrom('q16', 15), values: [...'ABCDE'], column: null, candidate: false });
  expect(newBlock([{ ...fifteen, direction: 'vertical' }], { ...frameOf({ ...fifteen, direction: 'vertical' }), x: 300 }, 'B')).toMatchObject({ direction: 'vertical', fields: { length: 15 } });
  expect(newBlock([fifteen], { ...frame, height: height / 2 }, 'B').fields).toHaveLength(5);
});

test('a block that was just drawn has as many bubbles as are printed in its frame, and is numbered after the blocks before it', () => {
  const frame = frameOf(block), fifteen = { ...block, name: 'B', fields: labelsFrom('q1', 15) }, drawn = { ...block, fields: labelsFrom('q4', 3) };
  expect(asPrinted(drawn, { fields: 15, values: 5 }, frame, [block])).toMatchObject({ fields: labelsFrom('q4', 15), values: [...'ABCDE'] });
  expect(frameOf(asPrinted(drawn, { fields: 15, values: 4 }, frame, []) ?? drawn).height).toBeCloseTo(frame.height, 0);
  // What else than letters the options are called nobody can see.
  expect(asPrinted({ ...drawn, values: ['T', 'F'] }, { fields: 9, values: 4 }, frame, [])?.values).toEqual(['T', 'F']);
  expect(asPrinted(drawn, { fields: 9, values: 10 }, frame, [])).toMatchObject({ fields: { length: 9 }, values: drawn.values });
  expect(asPrinted(drawn, null, frame, [fifteen])).toEqual({ ...drawn, fields: labelsFrom('q16', 3) });
  expect(asPrinted(drawn, null, frame, [block])).toBeNull();
});

test('a name that the editor made is shown in the language of whoever looks, and one that was typed as it was', async () => {
  const texts = createInstance();
  await texts.init({ lng: 'zh-CN', resources: { 'en': { translation: { 'templates.block-number': 'Block {{number}}' } }, 'zh-CN': { translation: { 'templates.block-number': '题块 {{number}}' } } }, keySeparator: false, interpolation: { escapeValue: false } });
  const shown = () => ['Block 12', '题块 3', 'Block A', 'My Block 1', '题块'].map((name) => shownName(texts.t, name));
  expect(shown()).toEqual(['题块 12', '题块 3', 'Block A', 'My Block 1', '题块']);
  await texts.changeLanguage('en');
  expect(shown()).toEqual(['Block 12', 'Block 3', 'Block A', 'My Block 1', '题块']);
});

test('whether a single row lies as another is asked of the distance between its bubbles: how far the next row would be says nothing', () => {
  const row: TemplateBlock = { name: 'c', x: 700, y: 969, w: 28, h: 28, fields: ['c'], values: [...'MNPRSTUVW'], direction: 'horizontal', valueGap: 66, fieldGap: 2, column: null, candidate: false };
  expect(isNearlySameGrid(row, { ...row, y: 967 }, 0.1)).toBe(true);
  expect(isNearlySameGrid(row, { ...row, y: 990, h: 4 }, 0.25)).toBe(false);
});
