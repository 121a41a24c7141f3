/** `?`: which keys do what on the screen that is shown. */
import { Kbd, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon.tsx';
import shell from './Shell.module.css';
import { type Shortcut, useOfferedShortcuts, useShortcuts } from './shortcuts.tsx';
import styles from './ShortcutsHelp.module.css';

const shown: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', ' ': 'Space' };

export function ShortcutsHelp() {
  const { t } = useTranslation();
  const offered = useOfferedShortcuts();
  const [list, setList] = useState<readonly Shortcut[] | null>(null);
  const open = (): void => setList(offered());
  useShortcuts([{ keys: '?', text: 'keys.help', act: open }]);
  return (
    <>
      <button type="button" className={`${shell.icon ?? ''} ${shell.keys ?? ''}`} onClick={open} aria-label={t('keys.title')} title={t('keys.title')}><Icon name="keyboard" /></button>
      <Modal opened={list !== null} onClose={() => setList(null)} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('notice.close') }} size="lg">
        {/* What the screen itself offers comes first: that is what one looks for. */}
        <Keys title={t('keys.here')} list={(list ?? []).filter((shortcut) => !goesSomewhere(shortcut))} />
        <Keys title={t('keys.go')} list={(list ?? []).filter(goesSomewhere)} />
      </Modal>
    </>
  );
}

/** Ten digits are told by the first and the last. */
const fewOf = (keys: readonly string[]): readonly string[] => (keys.length > 3 ? [keys[0] ?? '', '…', keys.at(-1) ?? ''] : keys);
const goesSomewhere = ({ keys }: Shortcut): boolean => keys.startsWith('g ');

function Keys({ title, list }: { readonly title: string; readonly list: readonly Shortcut[] }) {
  const { t } = useTranslation();
  return list.length === 0 ? null : (
    <section className={styles.keys}>
      <h3>{title}</h3>
      <ul>{[...Map.groupBy(list, ({ text }) => text)].map(([text, same]) => <li key={text}><span>{fewOf(same.flatMap(({ keys }) => keys.split(/(?<=.) (?=.)/))).map((key) => (key === '…' ? ' … ' : <Kbd key={key} mr={6}>{shown[key] ?? key.replace(/Arrow\w+/, (arrow) => shown[arrow] ?? arrow)}</Kbd>))}</span>{t(text)}</li>)}</ul>
    </section>
  );
}
