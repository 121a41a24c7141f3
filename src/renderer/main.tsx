/** The screens in a browser: a session of this device, the client that speaks for it, the store, and the page. */
import './no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Provider } from 'react-redux';
import { App } from './app/App.tsx';
import { Broken } from './app/Broken.tsx';
import { Looks } from './app/Looks.tsx';
import { StationContext } from './app/station-context.ts';
import { firstLanguage, keptLanguage, openTexts } from './i18n/texts.ts';
import { openBrowserStation } from './session/browser-station.ts';
import { takePairingCode } from './session/pairing-code.ts';
import { createScreensStore } from './store/store.ts';

const code = takePairingCode(location, history);
const language = firstLanguage(keptLanguage(), navigator.languages);
document.documentElement.lang = language;
const texts = await openTexts(language);
const { client, session, wasPaired } = openBrowserStation();
const store = createScreensStore(client);
const place = document.querySelector('#root');
if (place === null) throw new Error('The page has no place for the screens.');
createRoot(place).render(
  <StrictMode>
    <I18nextProvider i18n={texts}>
      <Looks>
        <Broken>
          <Provider store={store}>
            <StationContext value={{ client, session, store }}>
              <App session={session} code={code} wasPaired={wasPaired} />
            </StationContext>
          </Provider>
        </Broken>
      </Looks>
    </I18nextProvider>
  </StrictMode>,
);
