/**
 * What the window and the station say to each other over a message port: requests and their answers by number, and any number of live channels beside them. The objects of the live protocol travel inside as they are.
 * Electron's ports, a browser's and Node's can all carry it.
 */
import { z } from 'zod';
import { type RouteName, routes } from './routes.ts';

const isRoute = (name: string): name is RouteName => Object.hasOwn(routes, name);
const number = z.int().min(1).describe('Chosen by the window, used once.');
const texts = z.record(z.string(), z.string());
const bytes = z.instanceof(Uint8Array);

/** One entry of a multipart form. */
const formPartSchema = z.strictObject({ field: z.string(), content: z.union([z.string(), z.strictObject({ name: z.string(), mediaType: z.string(), bytes })]) });

export const windowBodySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('json'), value: z.unknown() }),
  z.strictObject({ kind: z.literal('bytes'), bytes }),
  z.strictObject({ kind: z.literal('form'), parts: z.array(formPartSchema) }),
]);
export type WindowBody = z.infer<typeof windowBodySchema>;

export const fromWindowSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('request'), id: number, route: z.string().refine(isRoute), params: texts, query: texts, body: windowBodySchema, idempotencyKey: z.string().nullable() }),
  z.strictObject({ type: z.literal('abort'), id: number }),
  z.strictObject({ type: z.literal('open-live'), id: number }),
  z.strictObject({ type: z.literal('live'), id: number, message: z.unknown() }),
  z.strictObject({ type: z.literal('close-live'), id: number }),
]);
export type FromWindow = z.infer<typeof fromWindowSchema>;

export const toWindowSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('answer'), id: number, status: z.int(), headers: texts, body: windowBodySchema }),
  z.strictObject({ type: z.literal('unanswered'), id: number, message: z.string().describe('The station is closing.') }),
  z.strictObject({ type: z.literal('live'), id: number, message: z.unknown() }),
  z.strictObject({ type: z.literal('live-closed'), id: number }),
]);
export type ToWindow = z.infer<typeof toWindowSchema>;

/** One end of a message port, made alike whatever it is. */
export interface WindowPort {
  /** `transfer`: bytes that are handed over instead of copied, where the port can. */
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  /** Once; what arrived before waits. */
  onMessage(listener: (message: unknown) => void): void;
  /** The other end has gone, where the port tells. */
  onClose(listener: () => void): void;
  close(): void;
}
