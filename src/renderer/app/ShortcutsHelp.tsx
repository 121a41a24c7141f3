/** `?`: which keys do what on the screen that is shown. */
import { Kbd, Modal, Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon.tsx';
import { type Shortcut, useOfferedShortcuts, useShortcuts } from './shortcuts.tsx';
import styles from './Shell.module.css';

const shown: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', ' ': 'Space' };

export function ShortcutsHelp() {
  const { t } = useTranslation();
  const offered = useOfferedShortcuts();
  const [list, setList] = useState<readonly Shortcut[] | null>(null);
  const open = (): void => setList(offered());
  useShortcuts([{ keys: '?', text: 'keys.help', act: open }]);
  return (
    <>
      <button type="button" className={styles.icon} onClick={open} aria-label={t('keys.title')} title={t('keys.title')}><Icon name="keyboard" /></button>
      <Modal opened={list !== null} onClose={() => setList(null)} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('notice.close') }} size="md">
        <Table>
          <Table.Tbody>
            {(list ?? []).map(({ keys, text }) => (
              <Table.Tr key={`${keys} ${text}`}>
                <Table.Td w="9rem">{keys.split(/(?<=.) (?=.)/).map((key) => <Kbd key={key} mr={6}>{shown[key] ?? key}</Kbd>)}</Table.Td>
                <Table.Td>{t(text)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Modal>
    </>
  );
}
