// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Provider } from 'react-redux';
import { expect, test, vi } from 'vitest';
import { createStationClient } from '../../../client/client.ts';
import { localOperator } from '../../../contract/access.ts';
import { type Problem, problemMediaType } from '../../../contract/problem.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { openTexts } from '../../i18n/texts.ts';
import { createScreensStore } from '../../store/store.ts';
import { AnalysisScreen } from './AnalysisScreen.tsx';

const nobody: AnswerOf<'getStatistics'> = { n: 0, max: 0, maxWithOpen: 0, mean: null, median: null, sd: null, lowest: null, highest: null, cronbachAlpha: null, questions: [] };
const broken: Problem = { type: 'urn:zhiyue:error:internal', title: 'internal', status: 500, code: 'internal', detail: 'It broke.', about: null, retry: false };

test('scores that cannot be read are said to be so, also where the statistics came; asked for again, the analysis is shown', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  let works = false;
  const answered = (status: number, mediaType: string, body: unknown) => ({ status, header: () => mediaType, json: async () => body, blob: async () => new Blob([JSON.stringify(body)]) });
  const client = createStationClient({ transport: {
    tokens: null, close: () => {}, openLive: () => ({ send: () => {}, close: () => {} }),
    exchange: async ({ route }) => {
      if (route === 'getStatistics') return answered(200, 'application/json', nobody);
      return works && route === 'listScores' ? answered(200, 'application/json', { questions: [], scores: [], next: null }) : answered(500, problemMediaType, broken);
    },
  } });
  const place = document.createElement('div');
  const root = createRoot(place);
  const texts = await openTexts('en');
  const shows = (text: string) => vi.waitFor(() => act(async () => expect(place.textContent).toContain(text)));
  await act(async () => root.render(<I18nextProvider i18n={texts}><Provider store={createScreensStore(client)}><AnalysisScreen examId="a" path={[]} principal={localOperator} /></Provider></I18nextProvider>));
  await shows('The scores could not be read');

  works = true;
  const again = [...place.querySelectorAll('button')].find((button) => button.textContent === 'Try now');
  await act(async () => again?.click());
  await shows('Nothing to analyse yet');
  await act(async () => root.unmount());
  client.close();
});
