/** Fields read with a template whose truth is known: simulated pages, and the open collection of real ones. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExamText } from '../../../src/exam/exam-file.ts';
import { layoutExam } from '../../../src/sheet/layout/layout-exam.ts';
import type { UnsureBy } from '../../../src/sheet/marks/confidence.ts';
import { expandTemplate } from '../../../src/sheet/template/expand.ts';
import { applyHomography } from '../../../src/sheet/read/homography.ts';
import { type FieldReading, readWithTemplate, type TemplateReader, templateReader, type TemplateReading } from '../../../src/sheet/template/read-template.ts';
import { encodeJpeg, simulatePages } from '../../../src/simulate/simulate.ts';
import type { Quality, TruthTransform } from '../../../src/simulate/truth.ts';
import { decodeRasterPlanes } from '../../../src/station/images/raster.ts';
import { fineSize, readPicture } from '../../../src/station/template/read-picture.ts';
import { cases, realData, truthOf } from '../reading/cases.ts';
import { readerOf } from '../reading/score.ts';
import { layoutTemplate } from './layout-template.ts';

export interface Sample {
  readonly margin: number;
  readonly unsureBy: UnsureBy | null;
  readonly confidence: number;
  readonly doubted: boolean;
  readonly right: boolean;
  /** Page and field, what was meant and what was read. */
  readonly what: string;
}

const examFile = fileURLToPath(new URL('../accuracy/exam.json', import.meta.url));

export interface Simulated { readonly quality: Quality; readonly seed: number; readonly from: number; readonly sheets: number }

export interface Pages { readonly samples: readonly Sample[]; /** How many were not read, and how many were laid into another row or column: these say nothing about marks. */ readonly unread: number; readonly astray: readonly string[] }

/** Bubbles of a page that lies right are not further from where they were drawn, in millimetres. */
const astrayMm = 2;

/** Our own sheets, filled and scanned by the simulator, read as foreign ones. What is marked in red is left out: on foreign sheets it does not count. */
export async function simulatedSamples({ quality, seed, from, sheets }: Simulated): Promise<Pages> {
  const exam = parseExamText(readFileSync(examFile, 'utf8'));
  const readers = layoutExam(exam, { personal: false }).pages.map((page) => templateReader(expandTemplate(layoutTemplate(page))));
  const samples: Sample[] = [], astray: string[] = [];
  let unread = 0;
  for await (const page of simulatePages({ exam, count: sheets, from, seed, quality })) {
    const reader = readers[page.truth.page - 1];
    if (reader === undefined) continue;
    const planes = await decodeRasterPlanes(await encodeJpeg(page), 'jpeg', { page: 1, about: page.truth.file }, fineSize(reader));
    const meant = new Map(page.truth.items.map((item) => [item.field, item]));
    const reading = readWithTemplate(planes, reader);
    if (reading.trouble !== null) unread++;
    else if (isAstray(reading, reader, page.truth.transform, planes.print.width / page.width)) {
      astray.push(`${quality} ${page.truth.file} of seed ${seed}`);
      continue;
    }
    for (const field of reading.fields) {
      const item = meant.get(field.label);
      if (item !== undefined && !item.how.some(({ kind }) => kind === 'red-pen')) samples.push(sampleOf(field, item.chosen.join(''), `${quality} ${page.truth.file} of seed ${seed}`));
    }
  }
  return { samples, unread, astray };
}

function isAstray({ bubbles }: TemplateReading, { expanded }: TemplateReader, { matrix, dpi }: TruthTransform, scale: number): boolean {
  const far = expanded.bubbles.map((bubble, i) => {
    const { x, y } = applyHomography(Float64Array.from(matrix), bubble.x + bubble.w / 2, bubble.y + bubble.h / 2), seen = bubbles[i];
    return seen === undefined ? Infinity : Math.hypot(seen.x / scale - x, seen.y / scale - y) / dpi * 25.4;
  }).toSorted((a, b) => a - b);
  return (far[far.length >> 1] ?? 0) > astrayMm;
}

/** Of the open collection every second image, beginning with the first (0) or the second (1); none where the collection is not there. */
export async function openSamples(half: 0 | 1): Promise<Sample[]> {
  if (realData === null) return [];
  const samples: Sample[] = [];
  let at = 0;
  for (const one of cases) {
    const folder = path.join(realData, one.name);
    const reader = await readerOf(one, folder);
    for (const [image, { fields: truth, accept }] of Object.entries(truthOf(folder).images)) {
      if (at++ % 2 !== half) continue;
      const { reading: { fields } } = await readPicture(path.join(folder, image), reader, { page: 1 });
      const read = new Map(fields.map((field) => [field.label, field]));
      for (const { name, fields: parts } of reader.expanded.columns) {
        const wanted = truth[name];
        // Of a number put together each digit counts, where the truth has one for each, and a space where there is none.
        if (wanted === undefined || (parts.length > 1 && wanted.length !== parts.length)) continue;
        for (const [i, { label }] of parts.entries()) {
          const field = read.get(label);
          if (field) samples.push(sampleOf(field, parts.length > 1 ? wanted.charAt(i).trim() : wanted, `${one.name}/${image}`, parts.length > 1 ? [] : accept[name] ?? []));
        }
      }
    }
  }
  return samples;
}

function sampleOf({ label, chosen, margin, unsureBy, confidence, doubt }: FieldReading, meant: string, page: string, accepted: readonly string[] = []): Sample {
  const read = chosen.join('');
  return { margin, unsureBy, confidence, doubted: doubt !== null, right: read === meant || accepted.includes(read), what: `${page}, ${label}: ${meant || 'nothing'} read as ${read || 'nothing'}` };
}
