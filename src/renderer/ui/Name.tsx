/** A name somebody typed: shown as it is, with its own direction, cut where there is no room (`lines`), in full for who points at it. */
import styles from './Name.module.css';

export function Name({ children, lines = 0 }: { readonly children: string; readonly lines?: 0 | 1 | 2 }) {
  const cut = lines === 1 ? styles.one : lines === 2 ? styles.two : undefined;
  return <bdi dir="auto" className={['name', cut].filter(Boolean).join(' ')} {...(lines > 0 ? { title: children } : {})}>{children}</bdi>;
}
