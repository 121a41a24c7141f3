/** The contract's routes as a table to walk over. */
import type { RouteSpec } from '../../../contract/route.ts';
import { type RouteName, routes } from '../../../contract/routes.ts';

export const specs: Readonly<Record<RouteName, RouteSpec>> = routes;
export const routeNames: readonly RouteName[] = Object.keys(routes).filter((name): name is RouteName => name in routes);
