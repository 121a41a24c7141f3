import { expect, test } from 'vitest';
import { routes } from '../../../src/contract/routes.ts';
import { localOperator } from '../../../src/contract/access.ts';
import { openGatewayStation } from '../../support/gateway.ts';
import { temporaryFolder } from '../../support/redis.ts';

test('the example comes with its roster and scans, and asking twice changes nothing, nor what somebody made of it', async () => {
  await using folder = await temporaryFolder();
  await using station = await openGatewayStation(folder.path);
  const open = async () => routes.openExample.answer.parse((await station.request('/api/example', { method: 'POST' })).json);
  // Reading 57 pages is what other tests are about.
  await station.request('/api/tasks/pause', { method: 'POST' });
  const { examId, added, known } = await open();
  expect({ known }).toEqual({ known: 0 });
  expect(added).toBeGreaterThan(40);
  const exam = async () => routes.getExam.answer.parse((await station.request(`/api/exams/${examId}`)).json);
  expect(await exam()).toMatchObject({ revision: 1 });
  expect((await exam()).candidates).toBeGreaterThan(40);
  expect((await station.request(`/api/exams/${examId}`, { method: 'PATCH', body: { revision: 1, title: '我的示例' } })).status).toBe(200);
  expect(await open()).toMatchObject({ examId, added: 0, known: added });
  expect(await exam()).toMatchObject({ revision: 2, title: '我的示例' });
  const leader = await station.inject({ name: 'openExample', principal: { ...localOperator, role: 'leader', local: false } });
  expect(leader.status).toBe(403);
});
