/** The gateway as a whole: who may ask, live connections, requests, and the loopback listener; opened in order, closed in reverse. */
import { openAccess } from './access/open-access.ts';
import type { Handlers } from './http/handlers.ts';
import { batchHandlers } from './handlers/batches.ts';
import { eventHandlers } from './handlers/events.ts';
import { exceptionHandlers } from './handlers/exceptions.ts';
import { taskHandlers } from './handlers/tasks.ts';
import { uploadHandlers } from './handlers/uploads.ts';
import { figuresOf, metricsHandlers } from './http/metrics.ts';
import { notYet } from './http/not-yet.ts';
import { openHttp } from './http/server.ts';
import { openLiveHub } from './live/hub.ts';
import type { Gateway } from './opened-gateway.ts';
import type { GatewayParts } from './parts.ts';

/** `port`: of the loopback listener; 0 takes a free one. `screens`: the folder of the built screens. */
export type GatewayOptions = GatewayParts & { readonly port: number; readonly screens?: string };

/** Throws ZhiyueError option-invalid when the port is taken. */
export async function openGateway({ port, screens, ...parts }: GatewayOptions): Promise<Gateway> {
  await using opened = new AsyncDisposableStack();
  const { bus, config, onTrouble, station, store } = parts;
  const access = opened.use(await openAccess(parts));
  const hub = openLiveHub({ log: store.log, access, bus, config, progressOf: (examId) => ({ ...station.progress(examId) }), onTrouble });
  const figures = figuresOf(parts, hub);
  const handlers: Handlers = {
    ...missing,
    ...access.handlers, ...uploadHandlers(parts), ...batchHandlers(parts), ...exceptionHandlers(parts), ...taskHandlers(parts), ...eventHandlers(parts), ...metricsHandlers(figures),
  };
  const http = await openHttp({ ...parts, access, doors: access.doors, hub, handlers, figures, ...(screens === undefined ? {} : { screens }) });
  // Together: the listener waits for its connections, which the hub ends.
  opened.defer(async () => { await Promise.all([http[Symbol.asyncDispose](), hub[Symbol.asyncDispose]()]); });
  const address = await http.listenLoopback(port);
  await access.announce(address, { request: http.routing, upgrade: http.upgrade });
  const owned = opened.move();
  return { address, inject: http.inject, hub, access, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const missing = {
  listExams: notYet, createExam: notYet, getExam: notYet, replaceExam: notYet, changeExam: notYet, previewExamChange: notYet, deleteExam: notYet, getRoster: notYet, importRoster: notYet, getSheets: notYet, getLayout: notYet,
  listPages: notYet, getPage: notYet, getPageImage: notYet, getCrop: notYet, retryPage: notYet, correctItem: notYet,
  listScores: notYet, getScore: notYet, getStatistics: notYet, createReport: notYet, listReports: notYet, getReportFile: notYet,
  getStatus: notYet, getHealth: notYet,
};
