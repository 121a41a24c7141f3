/** The open cases of real paper with a ground truth for marks, and the template that each is read with. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const own = path.resolve(import.meta.dirname, '../../templates');

/** The folder of real scans; null where it is not there. */
export const realData: string | null = ['../shared/realdata/open', '../../shared/realdata/open'].map((name) => path.resolve(import.meta.dirname, '../../..', name)).find((folder) => existsSync(folder)) ?? null;

export interface Case {
  readonly name: string;
  readonly kind: 'scanner' | 'phone';
  /** Beside the images, or one of ours. */
  readonly template: string;
  /** Milliseconds an image that OMRChecker takes, from the collection's README, for when it is not at hand to be measured; null where the sheet is not one of its samples. */
  readonly omrCheckerMs: number | null;
  /** The README gives a range or the median for this one, not a figure. */
  readonly assumed?: true;
}

/** OMRChecker's median; its README gives 3 to 155 ms for all but the two named below. */
const median = 39;

export const cases: readonly Case[] = [
  { name: 'omrc-phone-technothlon', kind: 'phone', template: 'template.json', omrCheckerMs: median, assumed: true },
  { name: 'omrc-phone-colored-100q', kind: 'phone', template: 'template.json', omrCheckerMs: median, assumed: true },
  { name: 'omrc-phone-cartao-resposta', kind: 'phone', template: 'template.json', omrCheckerMs: 155, assumed: true },
  { name: 'omrc-camscanner-1', kind: 'phone', template: 'template.json', omrCheckerMs: 237, assumed: true },
  // The collection's own template begins its number columns at 0, where the sheet has 1: ours does not.
  { name: 'omrc-neet-lowres', kind: 'scanner', template: path.join(own, 'neet.json'), omrCheckerMs: 1200, assumed: true },
  { name: 'omrc-upsc-angle1-and-key', kind: 'phone', template: 'template.json', omrCheckerMs: median, assumed: true },
  { name: 'omrc-waec-blank', kind: 'phone', template: 'template.json', omrCheckerMs: median, assumed: true },
  { name: 'pen-test-ink', kind: 'scanner', template: path.join(own, 'pen-test.json'), omrCheckerMs: null },
  { name: 'mcr-75q-bilevel300', kind: 'scanner', template: path.join(own, 'mcr-75q.json'), omrCheckerMs: null },
  { name: 'mcr-75q-pens200', kind: 'scanner', template: path.join(own, 'mcr-75q.json'), omrCheckerMs: null },
  { name: 'mcr-150q', kind: 'scanner', template: path.join(own, 'mcr-150q.json'), omrCheckerMs: null },
  { name: 'formscanner-test', kind: 'scanner', template: path.join(own, 'formscanner.json'), omrCheckerMs: null },
  { name: 'aruco-blue-300dpi', kind: 'scanner', template: path.join(own, 'aruco.json'), omrCheckerMs: null },
];

const expectedSchema = z.looseObject({
  images: z.record(z.string(), z.looseObject({
    fields: z.record(z.string(), z.string()),
    accept: z.record(z.string(), z.array(z.string())).default({}),
    review: z.array(z.string()).default([]),
  })),
  peer_results: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))).optional(),
});
export type Expected = z.infer<typeof expectedSchema>;

export function truthOf(folder: string): Expected {
  return expectedSchema.parse(JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')));
}
