/** A request as a handler is given it, seen without its route: the common part of every `RequestFor`. */
import type { RequestFor } from './handlers.ts';
import type { RouteName } from '../../../contract/routes.ts';

export interface Asked extends Pick<RequestFor<RouteName>, 'principal' | 'earlier' | 'signal' | 'files' | 'from'> {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}
