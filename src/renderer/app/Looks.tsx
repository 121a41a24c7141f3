/** What every page looks like, signed in or not: theme and colour scheme. */
import './base.css';
import '@mantine/core/styles.layer.css';
import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { colorSchemes, cssVariables, theme } from './theme.ts';

export function Looks({ children }: { readonly children: ReactNode }) {
  return <MantineProvider theme={theme} cssVariablesResolver={cssVariables} colorSchemeManager={colorSchemes} defaultColorScheme="auto">{children}</MantineProvider>;
}
