import { text } from 'node:stream/consumers';
import multipart from '@fastify/multipart';
import fastify from 'fastify';
import { expect, test } from 'vitest';
import { ZhiyueError } from '../../../contract/errors.ts';
import { uploadParts } from './upload-parts.ts';

/** What a handler makes of a form when ten bytes are taken. */
async function taken(parts: readonly (readonly [name: string, content: string])[]): Promise<readonly string[]> {
  const app = fastify();
  await app.register(multipart);
  app.route({ method: 'POST', url: '/', handler: async (request) => {
    const seen: string[] = [];
    try {
      for await (const file of uploadParts(request, 10)) seen.push(`${file.name}: ${await text(file.stream)}`);
    } catch (error) {
      seen.push(error instanceof ZhiyueError ? error.code : String(error));
    }
    return seen;
  } });
  const form = new FormData();
  for (const [name, content] of parts) form.append('files', new Blob([content]), name);
  const encoded = new Response(form);
  const answer = await app.inject({ method: 'POST', url: '/', headers: { 'content-type': encoded.headers.get('content-type') ?? '' }, payload: Buffer.from(await encoded.arrayBuffer()) });
  await app.close();
  return answer.json();
}

test('files come one after the other, empty ones too', async () => {
  expect(await taken([['a.jpg', 'aaaa'], ['b.jpg', ''], ['c.jpg', 'cccccc']])).toEqual(['a.jpg: aaaa', 'b.jpg: ', 'c.jpg: cccccc']);
});

test('one file that is too large, and many that are together, are refused as too large', async () => {
  expect(await taken([['a.jpg', 'x'.repeat(11)]])).toEqual(['request-too-large']);
  expect(await taken([['a.jpg', 'x'.repeat(1_000_000)]])).toEqual(['request-too-large']);
  expect(await taken([['a.jpg', 'aaaaaa'], ['b.jpg', 'bbbbbb'], ['c.jpg', 'c']])).toEqual(['a.jpg: aaaaaa', 'request-too-large']);
});
