/** What stands in place of a page that broke down: what to do, and the words for who mends it. */
import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import styles from './Broken.module.css';

/** As Chromium, Firefox and Safari say that a screen's code did not come: the station is not there, or has been renewed since. */
const notLoaded = /dynamically imported module|Importing a module script failed/i;

export class Broken extends Component<{ readonly children: ReactNode }, { readonly error: string | null }> {
  override state: { readonly error: string | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const away = notLoaded.test(error);
    return (
      <Translation>
        {(t) => (
          <main className={styles.broken} role="alert">
            <h1>{t(away ? 'app.not-loaded' : 'app.broken')}</h1>
            <p>{t(away ? 'app.not-loaded-do' : 'app.broken-do')}</p>
            {away ? null : <pre dir="auto">{error}</pre>}
            <button type="button" className="button primary" onClick={() => location.reload()}>{t('app.reload')}</button>
          </main>
        )}
      </Translation>
    );
  }
}
