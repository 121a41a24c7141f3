/** Asks whoever follows a link, or closes the page, while something drawn is not kept: what can be kept at once is kept without a word. */
import { Button, Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { goTo } from '../../app/place.ts';
import { useStation } from '../../app/station-context.ts';
import styles from './Templates.module.css';

export function LeaveGuard({ unsaved, save }: { readonly unsaved: boolean; /** False: it cannot be. */ readonly save: () => Promise<boolean> }) {
  const { t } = useTranslation();
  const { session } = useStation();
  const [to, setTo] = useState<string | null>(null);
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => {
    if (!unsaved) return;
    const leave = async (link: string): Promise<void> => {
      if (await latest.current()) goTo(link);
      else setTo(link);
    };
    const onClick = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a')?.getAttribute('href') : null;
      if (link?.startsWith('#') !== true || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      void leave(link);
    };
    document.addEventListener('click', onClick, { capture: true });
    return () => document.removeEventListener('click', onClick, { capture: true });
  }, [unsaved]);
  // Not in the app's own window, which would not close and say nothing: there, what is drawn outlives a window that is hidden.
  const inBrowser = session !== null;
  useEffect(() => {
    if (!unsaved || !inBrowser) return;
    const onUnload = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
      void latest.current();
    };
    addEventListener('beforeunload', onUnload);
    return () => removeEventListener('beforeunload', onUnload);
  }, [unsaved, inBrowser]);
  return (
    <Modal opened={to !== null} onClose={() => setTo(null)} title={t('templates.leave-title')} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <p>{t('templates.leave')}</p>
      <div className={styles.answers}>
        <Button data-autofocus onClick={() => setTo(null)}>{t('templates.leave-stay')}</Button>
        <Button variant="default" onClick={() => { if (to !== null) goTo(to); }}>{t('templates.leave-go')}</Button>
      </div>
    </Modal>
  );
}
