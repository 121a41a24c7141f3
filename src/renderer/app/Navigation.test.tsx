// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Provider } from 'react-redux';
import { expect, test, vi } from 'vitest';
import { createStationClient } from '../../client/client.ts';
import { localOperator } from '../../contract/access.ts';
import { openTexts } from '../i18n/texts.ts';
import { alarmsSeen } from '../store/alarms-seen.ts';
import { createScreensStore } from '../store/store.ts';
import { Navigation } from './Navigation.tsx';
import { Shortcuts } from './shortcuts.tsx';

const at = '2026-11-22T08:00:00.000Z';
const progress = { pages: 9, read: 9, failed: 0, copies: { read: 0, failed: 0 }, graded: 9, exceptions: 3, intakeDone: false, completed: false };
const answers: Readonly<Record<string, unknown>> = {
  listExams: { exams: [{ id: 'a', title: '期中', subject: '', revision: 1, questions: 1, candidates: null, createdAt: at, updatedAt: at, archived: false, publishedAt: null, template: null, progress }] },
  listBatches: { batches: [{ batchId: 'b', examId: 'a', batchKey: 'stack', run: 1, state: 'intake', startedAt: at, completedAt: null, progress, sendings: [], alarms: [{ kind: 'skewed', pages: 4, since: at }] }] },
  getWatch: { watch: null },
  getStatus: {
    version: '1', startedAt: at, dataFolder: '/', parts: { record: 'up' }, partitions: ['own'], queues: {}, paused: false, live: { connections: {}, queued: 0, dropped: 0, overflows: 0, sentMessages: 0, sentBytes: 0, receivedBytes: 0, refused: 0, lag: 0 },
    tasks: {}, workers: { threads: 1, running: 0, waiting: 0, rssBytes: null, crashes: 0 }, memory: { rssBytes: 1, machineBytes: 8e9, machineFreeBytes: 4e9 }, disk: { freeBytes: 1e9, totalBytes: 9e9 }, lastSeq: 1, exams: 1, deadLetters: 0,
  },
};

test('the navigation says beside a screen what is wrong or waits there, without changing what the link is called', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const client = createStationClient({ transport: {
    tokens: null, close: () => {}, openLive: () => ({ send: () => {}, close: () => {} }),
    exchange: async ({ route }) => ({ status: 200, header: () => 'application/json', json: async () => answers[route], blob: async () => new Blob([JSON.stringify(answers[route])]) }),
  } });
  const store = createScreensStore(client);
  const place = document.createElement('div');
  const root = createRoot(place);
  const texts = await openTexts('en');
  await act(async () => root.render(
    <I18nextProvider i18n={texts}><Provider store={store}><MantineProvider><Shortcuts><Navigation principal={localOperator} examId="a" current={{ station: 'exams' }} /></Shortcuts></MantineProvider></Provider></I18nextProvider>,
  ));
  const described = (name: string): string | null => {
    const link = [...place.querySelectorAll('a')].find((each) => [...each.childNodes].some((part) => part.textContent === name));
    const id = link?.getAttribute('aria-describedby') ?? null;
    return id === null ? null : place.querySelector(`[id="${id}"]`)?.textContent ?? null;
  };
  await vi.waitFor(() => act(async () => {
    expect(described('Exceptions')).toBe('3 wait for a person.');
    expect(described('Scan')).toBe('4 of the last five pages are skewed.');
    expect(described('Monitor')).toBe('Little room is left on the disk.');
    expect(described('Results')).toBeNull();
  }));
  await act(async () => void store.dispatch(alarmsSeen.actions.putAway(`b skewed ${at}`)));
  expect(described('Scan')).toBeNull();
  await act(async () => root.unmount());
  client.close();
});
