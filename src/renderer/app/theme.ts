/** Paper, ink and a red pen as a Mantine theme; the same colours stand as CSS variables in `base.css`. System fonts only, Chinese ones included. */
import { createTheme, type CSSVariablesResolver, localStorageColorSchemeManager, type MantineColorsTuple } from '@mantine/core';

const ink: MantineColorsTuple = ['#eef4f9', '#e3ecf4', '#bcd4e8', '#86bbe8', '#5f9bcc', '#417fb1', '#2d6897', '#1f5280', '#18426a', '#113252'];
const red: MantineColorsTuple = ['#fdf3f0', '#fae9e5', '#f5c9bf', '#f18b76', '#e06d57', '#cc4f3b', '#b93a27', '#a3301f', '#872618', '#6b1c11'];
const green: MantineColorsTuple = ['#f0f8f3', '#e4f1e8', '#c0e0cc', '#83c9a0', '#58ab7b', '#3e8d5f', '#2c6e49', '#245c3d', '#1b4a30', '#133824'];
const amber: MantineColorsTuple = ['#fdf8ec', '#fbf0d9', '#f3dba8', '#e5b65c', '#c99232', '#a9730f', '#8a5a00', '#734b00', '#5c3c00', '#452d00'];
const dark: MantineColorsTuple = ['#e9e6de', '#c3c7cb', '#9ba5b2', '#6d7884', '#414b57', '#2b323b', '#222932', '#1a1f26', '#13171c', '#0d1014'];
const gray: MantineColorsTuple = ['#faf8f3', '#f6f4ee', '#efece3', '#e0dbcf', '#c9c2b2', '#a39d90', '#7d7a74', '#5c6573', '#3b434f', '#1c2430'];

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  colors: { ink, red, green, amber, dark, gray },
  white: '#fffefb',
  black: '#1c2430',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Consolas, "SF Mono", "Noto Sans Mono", monospace',
  headings: { fontWeight: '650' },
  components: { Modal: { styles: { title: { fontWeight: 650, fontSize: '1.0625rem' } } } },
});

const shared = {
  '--mantine-color-body': 'var(--card)', '--mantine-color-text': 'var(--ink)', '--mantine-color-dimmed': 'var(--muted)', '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-default': 'var(--card)', '--mantine-color-default-hover': 'var(--well)', '--mantine-color-default-border': 'var(--strong-line)', '--mantine-color-error': 'var(--red)', '--mantine-color-anchor': 'var(--accent)', '--mantine-color-red-light-color': 'var(--red)',
};
/** One set of colours for Mantine's parts and ours. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });

/** `auto` until somebody chooses; kept in this browser. */
export const colorSchemes = localStorageColorSchemeManager({ key: 'zhiyue.color-scheme' });
