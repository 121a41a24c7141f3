/** Every request that the station answers: the one list from which come validation, authorisation, the client's types and the OpenAPI document. */
import type { RouteAnswer, RouteInput } from './route.ts';
import { accessRoutes } from './routes/access.ts';
import { backupRoutes } from './routes/backups.ts';
import { examRoutes } from './routes/exams.ts';
import { pageRoutes } from './routes/pages.ts';
import { publicationRoutes } from './routes/publications.ts';
import { resultRoutes } from './routes/results.ts';
import { settingsRoutes } from './routes/settings.ts';
import { sheetRoutes } from './routes/sheets.ts';
import { templateRoutes } from './routes/templates.ts';
import { watchRoutes } from './routes/watch.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { historyRoutes } from './routes/history.ts';
import { workRoutes } from './routes/work.ts';

export const routes = { ...examRoutes, ...sheetRoutes, ...templateRoutes, ...pageRoutes, ...watchRoutes, ...resultRoutes, ...publicationRoutes, ...workRoutes, ...deadLetterRoutes, ...historyRoutes, ...backupRoutes, ...settingsRoutes, ...accessRoutes } as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
export type RequestOf<N extends RouteName> = RouteInput<Routes[N]>;
export type AnswerOf<N extends RouteName> = RouteAnswer<Routes[N]>;
