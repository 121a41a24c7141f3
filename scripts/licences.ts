/** The licences of everything that ships, in one text: who uses the program can read them, as their authors ask. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describePackage, type ShippedPackage } from './dist-packages.ts';

const root = path.resolve(import.meta.dirname, '..');
const rule = '='.repeat(100);

/** Licences of packages at these places and of what else is in the installer. The same text is printed once, under all who share it. */
export function licenceText(places: readonly string[]): string {
  const packages = places.map(describePackage).sort((a, b) => (a.place < b.place ? -1 : 1));
  const sections: Section[] = [...packages.map((one) => ({ title: titleOf(one), text: ownText(one) })), ...others()];
  const byText = new Map<string, string[]>();
  for (const { title, text } of sections) byText.set(text, [...(byText.get(text) ?? []), title]);
  return [
    'THIRD-PARTY LICENSES',
    '',
    `Zhiyue Station contains the following ${packages.length} packages and ${others().length} other works. Their names come first, their licences after them.`,
    'Electron and Chromium bring theirs in LICENSE.electron.txt and LICENSES.chromium.html beside the program.',
    '',
    ...sections.map(({ title }) => `  ${title}`),
    '',
    ...[...byText].flatMap(([text, titles]) => [rule, ...titles, rule, '', text.trim(), '']),
  ].join('\n');
}

interface Section { readonly title: string; readonly text: string }

/** How a package is named in the text; a test looks for it. */
export const titleOf = ({ name, version, license }: ShippedPackage): string => `${name} ${version} (${license})`;

/** The LGPL asks that its whole text comes along, which its packages leave out. */
function ownText(one: ShippedPackage): string {
  const said = textsOf(one.place);
  const general = /LGPL/.test(one.license) ? generalText(one.license) : null;
  return said === null ? standInFor(one) : general === null ? said : `${said}\n\n${general}`;
}

/** What a package says itself, notices included; null when it has no such file. */
function textsOf(place: string): string | null {
  const files = readdirSync(path.join(root, place)).filter((name) => /^(licen[cs]e|copying|notice|third[-_]party|unlicense)/i.test(name) && !/\.(js|json|ts|html)$/i.test(name)).sort();
  const texts = files.flatMap((name) => {
    const text = readFileSync(path.join(root, place, name), 'utf8').replaceAll('\r\n', '\n').trim();
    return text === '' ? [] : [text];
  });
  if (texts.length > 0) return texts.join('\n\n');
  // Some keep it in their README.
  const readme = readdirSync(path.join(root, place)).find((name) => /^readme/i.test(name));
  const said = readme === undefined ? undefined : /^#+\s*licen[cs](?:e|ing)\b[^\n]*\n([\s\S]*)/im.exec(readFileSync(path.join(root, place, readme), 'utf8'))?.[1];
  return said !== undefined && said.length > 300 ? said.replaceAll('\r\n', '\n').trim() : null;
}

/** For a package that names its licence and holds no text of it: whom it is by, where it comes from, and that licence in general. */
function standInFor({ place, license }: ShippedPackage): string {
  const said: unknown = JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8'));
  const from = ['author', 'contributors', 'repository', 'homepage'].flatMap((key) => {
    const value = typeof said === 'object' && said !== null ? Object.entries(said).find(([name]) => name === key)?.[1] : undefined;
    return value === undefined ? [] : [`${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`];
  });
  const general = generalText(license);
  return ['The package holds no licence text of its own. It says:', `license: ${license}`, ...from, ...(general === null ? [] : ['', general])].join('\n');
}

function generalText(license: string): string | null {
  const file = license === 'not stated' ? 'not-stated' : /LGPL-3/.test(license) ? 'LGPL-3.0' : /Apache-2/.test(license) ? 'Apache-2.0' : /MIT/.test(license) ? 'MIT' : /ISC/.test(license) ? 'ISC' : /BSD-3/.test(license) ? 'BSD-3-Clause' : null;
  const place = file === null ? null : path.join(root, 'build/licences/general', `${file}.txt`);
  return place !== null && existsSync(place) ? readFileSync(place, 'utf8').trim() : null;
}

/** What is no npm package: the first line of each file names it. */
function others(): Section[] {
  const folder = path.join(root, 'build/licences');
  return readdirSync(folder).filter((name) => name.endsWith('.txt')).sort().map((name) => {
    const [title = name, ...rest] = readFileSync(path.join(folder, name), 'utf8').split('\n');
    return { title, text: rest.join('\n').trim() };
  });
}
