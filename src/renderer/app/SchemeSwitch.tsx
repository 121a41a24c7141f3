/** Light or dark; what the machine says until somebody chooses. */
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon.tsx';
import styles from './Shell.module.css';

export function SchemeSwitch() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';
  const label = t(dark ? 'scheme.light' : 'scheme.dark');
  return <button type="button" className={styles.icon} aria-label={label} title={label} onClick={() => setColorScheme(dark ? 'light' : 'dark')}><Icon name={dark ? 'sun' : 'moon'} /></button>;
}
