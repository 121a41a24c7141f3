/** Events as a table of which only the rows in sight are drawn: while pages are read, dozens come each second, and a table of hundreds of rows would be laid out anew each time. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, Fragment, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredEvent } from '../../../contract/events.ts';
import { EventRow } from './EventRow.tsx';
import { useRowHeight } from '../../ui/row-height.ts';
import styles from './EventTable.module.css';
import type { EventWords } from './use-event-words.ts';

interface EventTableProps {
  /** Newest first. */
  readonly events: readonly StoredEvent[];
  readonly words: EventWords;
  /** Id of the heading. */
  readonly labelledBy: string;
  readonly onOpen: (event: StoredEvent) => void;
}

/** Pixels, as in the style sheet. */
const finePx = 34;

export function EventTable({ events, words, labelledBy, onOpen }: EventTableProps) {
  const { t, i18n } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const rowPx = useRowHeight(finePx);
  const [focused, setFocused] = useState<string | null>(null);
  // Whoever stands on a row keeps it, also when news push it out of sight.
  const kept = focused === null ? -1 : events.findIndex((event) => event.event_id === focused);
  const rangeExtractor = useCallback((range: Range) => [...new Set([...defaultRangeExtractor(range), ...(kept < 0 ? [] : [kept])])].toSorted((a, b) => a - b), [kept]);
  // Rows have one height, and none is measured: nothing has to be drawn at once.
  const virtual = useVirtualizer({ count: events.length, getScrollElement: () => box.current, estimateSize: () => rowPx, overscan: 8, rangeExtractor, useFlushSync: false });
  useStandStill(box, events, rowPx);
  const rows = virtual.getVirtualItems();
  const onFocus = ({ target }: FocusEvent<HTMLElement>): void => setFocused(target.closest<HTMLElement>('[data-event]')?.dataset['event'] ?? null);

  return (
    <div ref={box} className={styles.scroll} tabIndex={0} role="region" aria-labelledby={labelledBy}>
      <table className={styles.table} aria-rowcount={events.length + 1}>
        <thead>
          <tr aria-rowindex={1}><th scope="col" className={styles.time}>{t('events.time')}</th><th scope="col" className={styles.type}>{t('events.type')}</th><th scope="col">{t('events.detail')}</th><th scope="col" className={styles.exam}>{t('events.exam')}</th><th scope="col" className={styles.actor}>{t('events.actor')}</th></tr>
        </thead>
        <tbody onFocus={onFocus} onBlur={() => setFocused(null)}>
          {rows.map(({ index, start }, i) => {
            const event = events[index];
            return event === undefined ? null : (
              <Fragment key={event.event_id}>
                <Gap px={start - (rows[i - 1]?.end ?? 0)} />
                <EventRow event={event} words={words} language={i18n.language} onOpen={onOpen} rowIndex={index + 2} />
              </Fragment>
            );
          })}
          <Gap px={virtual.getTotalSize() - (rows.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  );
}

/** In the place of rows that are not drawn. */
function Gap({ px }: { readonly px: number }) {
  return px > 0 ? <tr aria-hidden="true"><td colSpan={5} style={{ blockSize: px, padding: 0 }} /></tr> : null;
}

/** Who has scrolled down goes on seeing the same rows when news come above them. */
function useStandStill(box: { readonly current: HTMLElement | null }, events: readonly StoredEvent[], rowPx: number): void {
  const first = useRef(events[0]);
  useLayoutEffect(() => {
    const came = first.current === undefined ? 0 : events.indexOf(first.current);
    [first.current] = events;
    if (box.current !== null && box.current.scrollTop > 0 && came > 0) box.current.scrollTop += came * rowPx;
  }, [box, events, rowPx]);
}
