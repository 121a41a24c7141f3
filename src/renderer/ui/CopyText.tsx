/** An address to read off or to copy; where the browser does not copy, it stays selected. By the selection, since that needs no permission, neither of a browser without TLS nor of the app's own window, which grants none. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './CopyText.module.css';

export function CopyText({ children }: { readonly children: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const text = useRef<HTMLElement>(null);
  const copy = (): void => {
    if (text.current === null) return;
    getSelection()?.selectAllChildren(text.current);
    // oxlint-disable-next-line typescript/no-deprecated -- `navigator.clipboard` needs a permission
    setCopied(document.execCommand('copy'));
  };
  return (
    <span className={styles.copy}>
      <code ref={text} dir="ltr">{children}</code>
      <button type="button" className="button quiet small" onClick={copy} onBlur={() => setCopied(false)}><span aria-live="polite">{t(copied ? 'lan.copied' : 'lan.copy')}</span></button>
    </span>
  );
}
