import { expect, test } from 'vitest';
import { z } from 'zod';
import { Drafts } from './drafts.ts';

const entered = z.object({ title: z.string() });

function storage(): ConstructorParameters<typeof Drafts>[0] & { readonly all: Map<string, string> } {
  const all = new Map<string, string>();
  return { all, get length() { return all.size; }, key: (i) => [...all.keys()][i] ?? null, getItem: (name) => all.get(name) ?? null, setItem: (name, value) => void all.set(name, value), removeItem: (name) => void all.delete(name) };
}

test('a draft outlives its screen and the page, and is gone when it was given', () => {
  const place = storage();
  const drafts = new Drafts(place);
  drafts.keep('exam', { title: '期中' });
  expect(drafts.read('exam', entered)).toEqual({ title: '期中' });
  expect(new Drafts(place).read('exam', entered)).toEqual({ title: '期中' });
  drafts.keep('exam', null);
  expect([drafts.read('exam', entered), new Drafts(place).read('exam', entered)]).toEqual([null, null]);
});

test('a file stays as long as the page does', () => {
  const place = storage();
  const drafts = new Drafts(place);
  const file = new File(['a'], 'roster.csv');
  drafts.keep('roster', file);
  expect(drafts.read('roster', z.instanceof(File))).toBe(file);
  expect(new Drafts(place).read('roster', z.instanceof(File))).toBeNull();
});

test('what an older version kept is left alone, and so is what is nobody\'s draft', () => {
  const place = storage();
  place.setItem('zhiyue.draft.exam', '{"name":1}');
  place.setItem('other', 'x');
  const drafts = new Drafts(place);
  expect(drafts.read('exam', entered)).toBeNull();
  drafts.clear();
  expect([...place.all.keys()]).toEqual(['other']);
});

test('without a place to keep them, or where it is full, drafts outlive the screen only', () => {
  const full = { ...storage(), setItem: () => { throw new Error('QuotaExceededError'); } };
  for (const place of [null, full]) {
    const drafts = new Drafts(place);
    drafts.keep('exam', { title: '期中' });
    expect(drafts.read('exam', entered)).toEqual({ title: '期中' });
  }
});
