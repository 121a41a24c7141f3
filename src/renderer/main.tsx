/** The screens: the client that speaks for whoever is here, the store, and the page. The desktop app's window is known to the station; a browser has a session of its own. */
import './no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Provider } from 'react-redux';
import { App } from './app/App.tsx';
import { Broken } from './app/Broken.tsx';
import { Looks } from './app/Looks.tsx';
import { Shell } from './app/Shell.tsx';
import { StationContext } from './app/station-context.ts';
import { firstLanguage, keptLanguage, openTexts } from './i18n/texts.ts';
import { openBrowserStation } from './session/browser-station.ts';
import { takePairingCode } from './session/pairing-code.ts';
import { followDesktop, openWindowStation } from './session/window-station.ts';
import { openDrafts } from './store/drafts.ts';
import { createScreensStore } from './store/store.ts';

const language = firstLanguage(keptLanguage(), navigator.languages);
document.documentElement.lang = language;
const texts = await openTexts(language);
const desktop = window.zhiyue;
const { client, browser } = desktop === undefined ? inBrowser() : { client: openWindowStation(desktop), browser: null };
if (desktop !== undefined) followDesktop(desktop, texts);
const store = createScreensStore(client);
const drafts = openDrafts();
const place = document.querySelector('#root');
if (place === null) throw new Error('The page has no place for the screens.');
createRoot(place).render(
  <StrictMode>
    <I18nextProvider i18n={texts}>
      <Looks>
        <Broken>
          <Provider store={store}>
            <StationContext value={{ client, session: browser?.session ?? null, store, drafts }}>
              {browser === null ? <Shell /> : <App session={browser.session} code={browser.code} wasPaired={browser.wasPaired} />}
            </StationContext>
          </Provider>
        </Broken>
      </Looks>
    </I18nextProvider>
  </StrictMode>,
);

function inBrowser() {
  const { client: own, session, wasPaired } = openBrowserStation();
  return { client: own, browser: { session, wasPaired, code: takePairingCode(location, history) } };
}
