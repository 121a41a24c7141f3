/** Work on the example's exam over the gateway: files put in, and what the station then says of them. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import PDFDocument from 'pdfkit';
import { expect } from 'vitest';
import type { z } from 'zod';
import { routes } from '../../../src/contract/routes.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { exampleExam, exampleScans } from '../../support/station.ts';

export const exam = exampleExam();
export const scans = await Promise.all(exampleScans(40).map(async ({ name, path }) => ({ name, bytes: new Uint8Array(await readFile(path)) })));
export interface Scan { readonly name: string; readonly bytes: Uint8Array }
export const first = (count: number): Scan[] => scans.slice(0, count);

/** A station with the example exam in it. */
export async function stationWithExam(folder: string, { readsAnew = false } = {}): Promise<GatewayStation> {
  const opened = await openGatewayStation(folder, {}, { readsAnew });
  await opened.station.createOrUpdateExam(exam, null);
  return opened;
}

export function formOf(files: readonly Scan[]): FormData {
  const form = new FormData();
  for (const { name, bytes } of files) form.append('files', new Blob([new Uint8Array(bytes)]), name);
  return form;
}

export const uploadPath = (batch: string): string => `/api/upload?exam=${exam.id}&batch=${encodeURIComponent(batch)}`;

export async function upload(station: GatewayStation, files: readonly Scan[], batch = 'b'): Promise<z.output<typeof routes.upload.answer>> {
  const answered = await station.request(uploadPath(batch), { body: formOf(files) });
  expect(answered.text).toContain('batchId');
  expect(answered.status).toBe(202);
  return routes.upload.answer.parse(answered.json);
}

/** Puts files in and waits until all of their pages are dealt with; returns the batch's id. */
export async function uploadAndSettle(station: GatewayStation, files: readonly Scan[]): Promise<string> {
  const { batchId } = await upload(station, files);
  await station.station.settled(batchId);
  return batchId;
}

export async function get<S extends z.ZodType>(station: GatewayStation, schema: S, path: string): Promise<z.output<S>> {
  const answered = await station.request(path);
  expect({ status: answered.status, text: answered.status === 200 ? '' : answered.text }).toEqual({ status: 200, text: '' });
  return schema.parse(answered.json);
}

export async function post(station: GatewayStation, path: string, body: unknown = undefined) {
  return station.request(path, { method: 'POST', ...(body === undefined ? {} : { body }) });
}

export const pagesOf = async (station: GatewayStation, query = '') => (await get(station, routes.listPages.answer, `/api/exams/${exam.id}/pages${query}`)).pages;
export const exceptionsOf = (station: GatewayStation, query = '') => get(station, routes.listExceptions.answer, `/api/exams/${exam.id}/exceptions${query}`);
export const batchOf = (station: GatewayStation, batchId: string) => get(station, routes.getBatch.answer, `/api/batches/${batchId}`);
export const scoreOf = (station: GatewayStation, candidateNo: string | null) => station.station.results(exam.id).scores.find((row) => row.candidateNo === candidateNo)?.score?.total ?? null;
export const countOf = (station: GatewayStation, type: string) => station.station.events({ type, limit: 10_000 }).length;

/** A page for each scan, as a scanner makes it. */
export async function pdfOf(...jpegs: readonly Buffer[]): Promise<Buffer> {
  const document = new PDFDocument({ autoFirstPage: false });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(document, 'end');
  for (const jpeg of jpegs) document.addPage({ size: 'A4', margin: 0 }).image(jpeg, 0, 0, { width: 595.28, height: 841.89 });
  document.end();
  await ended;
  return Buffer.concat(chunks);
}
