/**
 * Traces by the OpenTelemetry API. The station brings no exporter: without one these calls do nothing (below a microsecond). Whoever wants traces loads an SDK before the
 * station (`node --import ./my-sdk.mjs …`); spans carry the station's own correlation ids.
 */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { StoredEvent } from '../../contract/events.ts';

export interface TaskSpan { readonly type: string; readonly key: string; readonly attempt: number; readonly correlationId: string | null }

/** Runs an attempt at a task within a span `task <type>`. */
export function inTaskSpan<T>({ type, key, attempt, correlationId }: TaskSpan, run: () => Promise<T>): Promise<T> {
  return inSpan(`task ${type}`, {
    'zhiyue.task.type': type, 'zhiyue.task.id': `${type}:${key}`, 'zhiyue.task.attempt': attempt, ...(correlationId === null ? {} : { 'zhiyue.correlation_id': correlationId }),
  }, run);
}

/** Runs what a handler group does about an event within a span `handle <type>`. */
export function inEventSpan<T>(group: string, event: StoredEvent, run: () => Promise<T>): Promise<T> {
  return inSpan(`handle ${event.type}`, {
    'zhiyue.group': group, 'zhiyue.event.type': event.type, 'zhiyue.event.id': event.event_id, 'zhiyue.event.seq': event.seq, 'zhiyue.correlation_id': event.correlation_id,
    ...(event.exam_id === null ? {} : { 'zhiyue.exam_id': event.exam_id }), ...(event.causation_id === null ? {} : { 'zhiyue.causation_id': event.causation_id }),
  }, run);
}

function inSpan<T>(name: string, attributes: Readonly<Record<string, string | number>>, run: () => Promise<T>): Promise<T> {
  return trace.getTracer('zhiyue-station').startActiveSpan(name, { kind: SpanKind.CONSUMER, attributes }, async (span) => {
    try {
      return await run();
    } catch (error) {
      // The code, never the message: it may name a file of a person's.
      span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
}
