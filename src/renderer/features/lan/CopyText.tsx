/** An address to read off or to copy; where the browser gives pages no clipboard (no TLS), it is selected instead. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './CopyText.module.css';

export function CopyText({ children }: { readonly children: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const text = useRef<HTMLElement>(null);
  const copy = (): void => {
    const select = (): void => {
      if (text.current !== null) getSelection()?.selectAllChildren(text.current);
    };
    if (!isSecureContext) return select();
    navigator.clipboard.writeText(children).then(() => setCopied(true), select);
  };
  return (
    <span className={styles.copy}>
      <code ref={text} dir="ltr">{children}</code>
      <button type="button" className="button quiet small" onClick={copy} onBlur={() => setCopied(false)}><span aria-live="polite">{t(copied ? 'lan.copied' : 'lan.copy')}</span></button>
    </span>
  );
}
