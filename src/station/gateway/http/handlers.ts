/** What answers a route: one function a route, typed by the contract. Who may ask was settled before. */
import type { Readable } from 'node:stream';
import type { Principal } from '../../../contract/access.ts';
import type { RouteAnswer, RouteRequest, RouteSpec } from '../../../contract/route.ts';
import type { RouteName, Routes } from '../../../contract/routes.ts';

/** One part of a multipart upload. */
export interface UploadedFile {
  /** As the client named it; a path is cut to what is safe to show. */
  readonly name: string;
  readonly stream: Readable;
}

/** The same request was made before under its idempotency key, and changed something, but its answer is not known: the station died, or failed after the change. `seq`: of the last event of its first change; null for none. */
export interface EarlierTry { readonly seq: number | null }

export type RequestFor<N extends RouteName> = RouteRequest<Routes[N]> & {
  /** `nobody` (permission.ts) where the route takes anyone and nobody is signed in. */
  readonly principal: Principal;
  /** Null, or left out, for the first try. */
  readonly earlier?: EarlierTry | null;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** The parts of a `files` body, one after the other; each must be read to its end. */
  readonly files: AsyncIterable<UploadedFile>;
  /** How the request came: what session routes need. `answered` resolves when the answer has left, or never will. */
  readonly from: { readonly answered: Promise<void>; readonly address: string; readonly secure: boolean; readonly cookies: Readonly<Record<string, string | undefined>>; setCookie(name: string, value: string | null, maxAgeSeconds: number): void };
};

/** The answer of a `file` route. */
export interface FileAnswer {
  readonly content: Uint8Array | Readable;
  readonly mediaType: string;
  readonly bytes?: number;
  /** Set: offered as a download under this name (any characters). */
  readonly fileName?: string;
  /** Strong validator, without quotes; the answer may then be kept by the client, and asked for with If-None-Match. */
  readonly etag?: string;
}

type AnswerFor<R extends RouteSpec> = R['answer'] extends 'file' ? FileAnswer : RouteAnswer<R>;
export type Handler<N extends RouteName> = (request: RequestFor<N>) => Promise<AnswerFor<Routes[N]>>;
export type Handlers<N extends RouteName = RouteName> = { readonly [Name in N]: Handler<Name> };
