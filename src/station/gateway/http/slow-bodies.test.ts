import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { endWhenLate, endWhenSilent } from './slow-bodies.ts';

/** What comes back when `text` is sent and nothing after it, and the other side ends. */
async function answerTo(listener: RequestListener, text: string): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  try {
    const address = server.address();
    const socket = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
    socket.write(text);
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
    return answer;
  } finally {
    server.close();
  }
}

const head = 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n';

test.each([['a body that is late', endWhenLate], ['an upload that falls silent', endWhenSilent]])('%s ends its connection', async (_what, end) => {
  const listener = (request: IncomingMessage): void => {
    end(request, 50);
    request.resume();
  };
  expect(await answerTo(listener, `${head}Content-Length: 100\r\n\r\nhalf`)).toBe('');
});

test.each([['late', endWhenLate], ['silent', endWhenSilent]])('an answer that takes longer than a body may is given all the same (%s)', async (_what, end) => {
  const listener: RequestListener = (request, response) => {
    end(request, 50);
    request.resume();
    setTimeout(() => response.end('done'), 150);
  };
  expect(await answerTo(listener, `${head}Content-Length: 4\r\n\r\nbody`)).toContain('done');
});
