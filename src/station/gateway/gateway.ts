/** The gateway as a whole: who may ask, live connections, requests, and the loopback listener; opened in order, closed in reverse. */
import { openAccess } from './access/open-access.ts';
import type { Handlers } from './http/handlers.ts';
import { backupHandlers } from './handlers/backups.ts';
import { batchHandlers } from './handlers/batches.ts';
import { designHandlers } from './handlers/designs.ts';
import { deadLetterHandlers } from './handlers/dead-letters.ts';
import { historyHandlers } from './handlers/history.ts';
import { eventHandlers } from './handlers/events.ts';
import { exampleHandlers } from './handlers/example.ts';
import { examHandlers } from './handlers/exams.ts';
import { exceptionHandlers } from './handlers/exceptions.ts';
import { pageHandlers } from './handlers/pages.ts';
import { publicationHandlers } from './handlers/publications.ts';
import { reportHandlers } from './handlers/reports.ts';
import { rosterHandlers } from './handlers/roster.ts';
import { scoreHandlers } from './handlers/scores.ts';
import { settingsHandlers } from './handlers/settings.ts';
import { sheetHandlers } from './handlers/sheets.ts';
import { systemHandlers } from './handlers/system.ts';
import { taskHandlers } from './handlers/tasks.ts';
import { templateHandlers } from './handlers/templates.ts';
import { uploadHandlers } from './handlers/uploads.ts';
import { watchHandlers } from './handlers/watch.ts';
import { figuresOf, metricsHandlers } from './http/metrics.ts';
import { openHttp } from './http/server.ts';
import { openLiveHub } from './live/hub.ts';
import type { Gateway } from './opened-gateway.ts';
import type { GatewayParts } from './parts.ts';
import { statusOf } from './status.ts';

/** `port`: of the loopback listener; 0 takes a free one. `screens`: the folder of the built screens. */
export type GatewayOptions = GatewayParts & { readonly port: number; readonly screens?: string };

/** Throws ZhiyueError option-invalid when the port is taken. */
export async function openGateway({ port, screens, ...parts }: GatewayOptions): Promise<Gateway> {
  await using opened = new AsyncDisposableStack();
  const { bus, config, onTrouble, station, store } = parts;
  const access = opened.use(await openAccess(parts));
  const hub = openLiveHub({ log: store.log, access, bus, config, progressOf: (examId) => ({ ...station.progress(examId) }), onTrouble });
  const status = statusOf(parts, () => hub.statistics());
  const figures = opened.use(figuresOf(parts, status));
  const handlers: Handlers = {
    ...access.handlers, ...uploadHandlers(parts), ...watchHandlers(parts), ...batchHandlers(parts), ...pageHandlers(parts), ...exceptionHandlers(parts), ...taskHandlers(parts), ...eventHandlers(parts), ...deadLetterHandlers(parts), ...historyHandlers(parts), ...systemHandlers(parts, status), ...metricsHandlers(figures),
    ...examHandlers(parts), ...exampleHandlers(parts), ...rosterHandlers(parts), ...sheetHandlers(parts), ...designHandlers(parts), ...templateHandlers(parts), ...scoreHandlers(parts), ...publicationHandlers(parts), ...reportHandlers(parts), ...backupHandlers(parts), ...settingsHandlers(parts),
  };
  const http = await openHttp({ ...parts, access, doors: access.doors, hub, handlers, figures, ...(screens === undefined ? {} : { screens }) });
  // Together: the listener waits for its connections, which the hub ends.
  opened.defer(async () => { await Promise.all([http[Symbol.asyncDispose](), hub[Symbol.asyncDispose]()]); });
  const address = await http.listenLoopback(port);
  await access.announce(address, { request: http.routing, upgrade: http.upgrade });
  const owned = opened.move();
  return { address, inject: http.inject, hub, access, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
