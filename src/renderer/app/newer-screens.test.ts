import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { buildIn, servedBuild } from './newer-screens.ts';

test('a page knows its build from the one that the station gives out', async () => {
  const page = (script: string): string => `<!doctype html><head><script type="module" crossorigin src="./assets/${script}"></script><link rel="modulepreload" href="./assets/zod-1.js"></head>`;
  let given = page('index-b2.js');
  const station = createServer((_request, response) => response.writeHead(given === '' ? 503 : 200, { 'content-type': 'text/html' }).end(given)).listen(0, '127.0.0.1');
  await once(station, 'listening');
  const at = station.address();
  const address = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}/`;
  expect([buildIn(page('index-a1.js')), await servedBuild(address)]).toEqual(['./assets/index-a1.js', './assets/index-b2.js']);
  given = '<h1>no screens here</h1>';
  expect(await servedBuild(address)).toBeNull();
  given = '';
  expect(await servedBuild(address)).toBeNull();
  station.closeAllConnections();
  station.close();
  await once(station, 'close');
  expect(await servedBuild(address)).toBeNull();
});
