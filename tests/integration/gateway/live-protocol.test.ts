/** The conversations of docs/live-protocol.md, held with a real station by a paired device. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { livePath, type StationMessage } from '../../../src/contract/live.ts';
import { conversations, type Meanwhile } from '../../../src/contract/live-samples.ts';
import { type GatewayStation, openGatewayStation } from '../../support/gateway.ts';
import { LiveClient } from '../../support/live.ts';
import { temporaryFolder, until } from '../../support/redis.ts';
import { exampleExam, exampleScans } from '../../support/station.ts';

/** What is another one each time. */
const passing = ['session', 'record', 'id', 'event_id', 'correlation_id', 'causation_id', 'at', 'tokenExpiresAt', 'position', 'seq', 'batch_id', 'layout_version', 'questions', 'heartbeatMs', 'pages', 'read', 'failed', 'graded', 'exceptions', 'intakeDone', 'completed', 'exam_id', 'exam', 'actor'];

const lasting = (message: StationMessage): unknown => JSON.parse(JSON.stringify(message, (key: string, value: unknown) => (passing.includes(key) && (typeof value !== 'object' || value === null) ? '…' : value)));

async function pairedLeader(open: GatewayStation): Promise<{ readonly token: string; readonly deviceId: string }> {
  const { code } = z.object({ code: z.string() }).parse((await open.request('/api/pairings', { body: { role: 'leader' } })).json);
  const { accessToken, principal } = z.object({ accessToken: z.string(), principal: z.object({ id: z.string() }) }).parse((await open.request('/api/session/pair', { token: null, body: { code, name: 'Li, room 3', keep: 'body' } })).json);
  return { token: accessToken, deviceId: principal.id.replace('device:', '') };
}

test('the conversations of docs/live-protocol.md take place as it says', async () => {
  await using folder = await temporaryFolder();
  await using open = await openGatewayStation(folder.path, { heartbeatMs: 1000 });
  const { station, base } = open;
  const { token, deviceId } = await pairedLeader(open);
  const exam = exampleExam();
  const address = `${base.replace('http', 'ws')}${livePath}`;
  let client: LiveClient | null = null;
  let record = '';
  let position = 0;
  let read = 0;

  const meanwhile = async (what: Meanwhile): Promise<void> => {
    switch (what) {
      case 'exam-entered': return void await station.createOrUpdateExam(exam, null);
      case 'key-changed': return void await station.createOrUpdateExam({ ...exam, questions: exam.questions.map((question, index) => (index === 0 && question.type === 'single' ? { ...question, keys: question.keys.includes('A') ? ['B'] : ['A'] } : question)) }, null);
      case 'scan-put-in': return void await station.putIn(exam.id, exampleScans(1), { batchKey: 'class-1' });
      case 'connection-breaks': client?.socket.terminate(); client = null; return;
      case 'another-client': client = null; return;
      case 'station-closes': return void station[Symbol.asyncDispose]();
      case 'closed-4000': case 'closed-4001': case 'closed-4005': case 'closed-4014': return expect(await client?.closed()).toBe(Number(what.slice(-4)));
      case 'role-taken': case 'role-given': return expect((await open.request(`/api/devices/${deviceId}`, { method: 'PATCH', body: { role: what === 'role-taken' ? 'viewer' : 'leader' } })).status).toBe(200);
      case 'time-passes': return;
    }
  };

  for (const { title, steps } of conversations) {
    client = null;
    for (const step of steps) {
      if ('meanwhile' in step) {
        await meanwhile(step.meanwhile);
        continue;
      }
      if (client === null) {
        client = await LiveClient.open(address);
        read = 0;
      }
      const here: LiveClient = client;
      if ('client' in step) {
        const sample = step.client;
        const known = sample.type === 'hello' && sample.record !== undefined && sample.record !== 'another-record' ? { record, position } : {};
        here.say({ ...sample, ...('token' in sample && sample.token === '<access token>' ? { token } : {}), ...known });
      } else if ('wrong' in step) here.socket.send(step.wrong);
      else {
        const wanted = lasting(step.station);
        const index = (): number => here.heard.findIndex((message, at) => at >= read && JSON.stringify(lasting(message)) === JSON.stringify(wanted));
        await until(`${title}: ${JSON.stringify(step.station)} came; there came ${JSON.stringify(here.heard.slice(read))}`, () => index() >= 0);
        // Between them may stand what nobody was asked about: more events, figures and pings.
        expect(here.heard.slice(read, index()).filter(({ type }) => !['event', 'signal', 'ping'].includes(type))).toEqual([]);
        read = index() + 1;
        const heard = here.heard[read - 1];
        if (heard?.type === 'welcome') ({ record, position } = heard);
      }
    }
    if (client) (client satisfies LiveClient).socket.terminate();
  }
});
