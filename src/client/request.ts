/** From a route and what is said to it, to what goes over the wire. */
import { z } from 'zod';
import { type RouteName, routes } from '../contract/routes.ts';
import type { RouteSpec } from '../contract/route.ts';
import type { WireRequest } from './transport.ts';

const inputSchema = z.object({ params: z.record(z.string(), z.unknown()).default({}), query: z.record(z.string(), z.unknown()).default({}), body: z.unknown().optional() });

/** Parameters and query values as texts; undefined ones are left out. Throws TypeError on what has no plain text, such as an object. */
function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const said: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') throw new TypeError(`${name} is neither a text, a number nor a boolean`);
    said[name] = String(value);
  }
  return said;
}

/** Throws TypeError when a parameter is missing, or the body is not of the kind that the route takes. */
export function wireRequest(route: RouteName, input: unknown, idempotencyKey: string | null): WireRequest {
  const spec: RouteSpec = routes[route];
  const { params, query, body } = inputSchema.parse(input);
  if (spec.body === 'files' && !(body instanceof FormData)) throw new TypeError(`${route} takes files as FormData`);
  if (spec.body === 'bytes' && !(body instanceof Uint8Array)) throw new TypeError(`${route} takes bytes as Uint8Array`);
  const request = { route, params: texts(params), query: texts(query), body: spec.body === undefined ? undefined : body, idempotencyKey, by: null };
  pathOf(request);
  return request;
}

/** The route's path with its parameters, and the query. Throws TypeError when a parameter is missing. */
export function pathOf({ route, params, query }: Pick<WireRequest, 'route' | 'params' | 'query'>): string {
  const path = routes[route].path.replaceAll(/:(\w+)/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new TypeError(`${route} needs ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}
