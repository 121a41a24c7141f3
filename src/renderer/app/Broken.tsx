/** What stands in place of a page that broke down: what to do, and the words for who mends it. */
import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import styles from './Broken.module.css';

export class Broken extends Component<{ readonly children: ReactNode }, { readonly error: string | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <main className={styles.broken} role="alert">
            <h1>{t('app.broken')}</h1>
            <p>{t('app.broken-do')}</p>
            <pre dir="auto">{error}</pre>
            <button type="button" className="button primary" onClick={() => location.reload()}>{t('app.reload')}</button>
          </main>
        )}
      </Translation>
    );
  }
}
