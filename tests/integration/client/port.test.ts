/** The suite over a window's port, and what the station's end makes of a window that it does not understand. */
import { expect, test } from 'vitest';
import { messagePort } from '../../../src/client/port/message-port.ts';
import { localOperator } from '../../../src/contract/access.ts';
import { serveWindow } from '../../../src/station/gateway/window/serve-window.ts';
import { until } from '../../support/redis.ts';
import { clientSuite } from './client-suite.ts';
import { openHouse } from './house.ts';
import { openPortLine } from './port-line.ts';

clientSuite('a message port', openPortLine);

test('a window that says nonsense, or who it is, is not served; one that makes sense is', async () => {
  await using house = await openHouse();
  const { port1, port2 } = new MessageChannel();
  using served = serveWindow(messagePort(port2), house.open().gateway, { ...localOperator, role: 'marker' });
  expect(served).toBeDefined();
  const window = messagePort(port1);
  const heard: { readonly type: string; readonly id: number; readonly status?: number }[] = [];
  window.onMessage((message) => heard.push(message as (typeof heard)[number]));
  const request = { type: 'request', route: 'getSession', params: {}, query: {}, body: { kind: 'none' }, idempotencyKey: null };
  for (const nonsense of [null, 'hello', 7, { id: 'x' }, { type: 'live', id: 99, message: {} }, { type: 'close-live', id: 99 }, { type: 'abort', id: 99 }]) window.postMessage(nonsense, []);
  window.postMessage({ ...request, id: 1, principal: localOperator }, []);
  window.postMessage({ ...request, id: 2, route: 'constructor' }, []);
  window.postMessage({ ...request, id: 3 }, []);
  window.postMessage({ ...request, id: 4, route: 'getStatus' }, []);
  await until('both are answered', () => heard.filter(({ type }) => type === 'answer').length === 2);
  const told = heard.toSorted((a, b) => a.id - b.id).map(({ type, id, status }) => [id, type, status]);
  expect(told).toEqual([[1, 'unanswered', undefined], [2, 'unanswered', undefined], [3, 'answer', 200], [4, 'answer', 403]]);
  window.close();
});
