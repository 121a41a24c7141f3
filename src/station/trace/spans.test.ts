import { type Attributes, INVALID_SPAN_CONTEXT, type Span, type SpanOptions, type SpanStatus, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ZhiyueError } from '../../contract/errors.ts';
import { inEventSpan, inTaskSpan } from './spans.ts';

interface Kept { readonly name: string; readonly attributes: Attributes; status: SpanStatus; ended: boolean }

let kept: Kept[];
beforeEach(() => {
  kept = [];
  const start = (name: string, options: SpanOptions = {}): Span => {
    const own: Kept = { name, attributes: options.attributes ?? {}, status: { code: SpanStatusCode.UNSET }, ended: false };
    kept.push(own);
    const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    return Object.assign(span, { setStatus: (status: SpanStatus) => { own.status = status; return span; }, end: () => { own.ended = true; } });
  };
  const tracer: Tracer = {
    startSpan: start,
    startActiveSpan: (name: string, ...rest: readonly unknown[]) => {
      const act = rest.at(-1);
      const span = start(name, rest.length > 1 ? Object(rest[0]) : {});
      return typeof act === 'function' ? Reflect.apply(act, undefined, [span]) : undefined;
    },
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
});
afterEach(() => trace.disable());

const event = { seq: 7, event_id: 'id-7', type: 'page.received', exam_id: 'e', correlation_id: 'batch-1', causation_id: null, actor: 'station', at: '2026-11-26T08:00:00.000Z', payload: {} };

test('a task and the event that led to it are found by one correlation id', async () => {
  await inEventSpan('processing', event, async () => inTaskSpan({ type: 'ocr_processing', key: 'p/1', attempt: 1, correlationId: 'batch-1' }, async () => 1));
  expect(kept).toMatchObject([
    { name: 'handle page.received', attributes: { 'zhiyue.group': 'processing', 'zhiyue.correlation_id': 'batch-1', 'zhiyue.exam_id': 'e' }, ended: true },
    { name: 'task ocr_processing', attributes: { 'zhiyue.task.id': 'ocr_processing:p/1', 'zhiyue.correlation_id': 'batch-1' }, ended: true },
  ]);
});

test('a failure shows with its code and without its message', async () => {
  await expect(inTaskSpan({ type: 't', key: 'k', attempt: 2, correlationId: null }, async () => { throw new ZhiyueError('file-damaged', 'scan of 张三.jpg is cut off'); })).rejects.toThrow('cut off');
  expect(kept).toMatchObject([{ status: { code: SpanStatusCode.ERROR, message: 'file-damaged' }, ended: true }]);
});
