/** Readers follow links: each leads somewhere, and each document can be reached. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { parseExamText } from '../src/exam/exam-file.ts';
import { readRosterBytes } from '../src/station/report/roster-file.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
];

/** Without samples of code, in which brackets mean something else. */
const prose = (text: string): string => text.replaceAll(/^ *```[^]*?^ *```$/gm, '').replaceAll(/`[^`\n]*`/g, '');

interface Link { readonly from: string; readonly to: string; readonly anchor: string | null }

function linksOf(from: string): Link[] {
  return [...prose(read(from)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target)).map((target) => {
    const [path = '', anchor = null] = target.split('#');
    return { from, to: path === '' ? from : normalize(join(dirname(from), path)), anchor };
  });
}

/** As GitHub makes them: small letters, no punctuation, dashes for blanks; a second one of the same name is counted. */
function anchorsOf(file: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const text = read(file).replaceAll(/^ *```[^]*?^ *```$/gm, '');
  return new Set([...text.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) => {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').trim().replaceAll(' ', '-');
    const count = seen.get(plain) ?? 0;
    seen.set(plain, count + 1);
    return count === 0 ? plain : `${plain}-${count}`;
  }));
}

const links = documents.flatMap(linksOf);

test('every link in README and docs leads to a file that is there', () => {
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(({ to }) => !existsSync(join(root, to))).map(({ from, to }) => `${from}: ${to}`)).toEqual([]);
});

test('every anchor is a heading of its document', () => {
  expect(links.filter(({ to, anchor }) => anchor !== null && to.endsWith('.md') && existsSync(join(root, to)) && !anchorsOf(to).has(decodeURIComponent(anchor))).map(({ from, to, anchor }) => `${from}: ${to}#${anchor ?? ''}`)).toEqual([]);
});

test.each(['README.md', 'README.zh-CN.md'])('from %s every document can be reached', (start) => {
  const reached = new Set([start]);
  for (const from of reached) {
    for (const { to } of linksOf(from).filter(({ to: target }) => documents.includes(target) || target.startsWith('docs/decisions'))) {
      // A folder shows what is in it.
      for (const document of documents) if (document === to || document.startsWith(join(to, '/'))) reached.add(document);
    }
  }
  expect(documents.filter((document) => !reached.has(document))).toEqual([]);
});

test.each(['README.md', 'README.zh-CN.md'])('the exam and the roster in %s can be copied as they are, and fit each other', async (file) => {
  const sample = (language: string): string => new RegExp(`^ *\`\`\`${language}\\n([^]*?)\\n *\`\`\`$`, 'm').exec(read(file))?.[1]?.replaceAll(/^ {3}/gm, '') ?? '';
  const { digits } = parseExamText(sample('json')).candidateNumber;
  const { candidates, strange } = await readRosterBytes(Buffer.from(sample('csv')), { digits });
  expect(candidates).toHaveLength(3);
  expect(strange).toBe(false);
});
