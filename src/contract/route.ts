/** How a route is described: once, for the server's validation, the client's types and the OpenAPI document. */
import type { z } from 'zod';
import type { Permission } from './access.ts';

export interface RouteSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Parameters as `:name`. */
  readonly path: string;
  /** One English sentence. */
  readonly summary: string;
  /** `anyone`: also who is not signed in; `signed-in`: every role. */
  readonly needs: Permission | 'anyone' | 'signed-in';
  /**
   * How the exam that it is about is found, which the principal's scope must include: a parameter, looked up by another id, or said in query or body (`exam`).
   * `station`: nothing but the whole station. `own`: the handler shows only what the principal may see.
   */
  readonly scope: 'examId' | 'batchId' | 'pageId' | 'exceptionId' | 'reportId' | 'exam' | 'station' | 'own';
  readonly params?: z.ZodObject;
  /** Values come as texts: use `z.coerce`, `z.stringbool`. */
  readonly query?: z.ZodObject;
  /** JSON body. `bytes`: any body, taken as it is. `files`: multipart/form-data, its parts are streamed. */
  readonly body?: z.ZodType | 'bytes' | 'files';
  /** JSON answer. `file`: bytes with a media type of their own. */
  readonly answer: z.ZodType | 'file';
  /** 200 when left out; 204 goes with an answer of `z.undefined()`. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Bytes of the body; 1 MB when left out. */
  readonly maxBytes?: number;
  /** Only for the window and the command line on the station's machine. */
  readonly localOnly?: boolean;
}

export type Input<S> = S extends z.ZodType ? z.input<S> : undefined;
export type Output<S> = S extends z.ZodType ? z.output<S> : undefined;
type Part<R extends RouteSpec, K extends 'params' | 'query' | 'body'> = K extends keyof R ? R[K] : undefined;

/** What a client says. */
export type RouteInput<R extends RouteSpec> = {
  readonly params: Input<Part<R, 'params'>>;
  readonly query: Input<Part<R, 'query'>>;
  readonly body: Part<R, 'body'> extends 'bytes' ? Uint8Array : Part<R, 'body'> extends 'files' ? FormData : Input<Part<R, 'body'>>;
};
/** What a handler is given, parsed. */
export type RouteRequest<R extends RouteSpec> = {
  readonly params: Output<Part<R, 'params'>>;
  readonly query: Output<Part<R, 'query'>>;
  readonly body: Part<R, 'body'> extends 'bytes' ? Uint8Array : Part<R, 'body'> extends 'files' ? undefined : Output<Part<R, 'body'>>;
};
/** What the client gets: the parsed answer, or the bytes of a file. */
export type RouteAnswer<R extends RouteSpec> = R['answer'] extends z.ZodType ? z.output<R['answer']> : Blob;
