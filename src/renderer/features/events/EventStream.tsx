/** The table of live events: newest first, to filter and to hold still. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredEvent } from '../../../contract/events.ts';
import { useScreensSelector } from '../../store/hooks.ts';
import { mostStreamRows } from '../../store/stream.ts';
import { Empty } from '../../ui/Empty.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { ChainDialog } from './ChainDialog.tsx';
import { EventTable } from './EventTable.tsx';
import { type EventTone, eventTone, eventTones } from './event-text.ts';
import styles from './EventStream.module.css';
import { useEventWords } from './use-event-words.ts';

interface Held { readonly rows: readonly StoredEvent[]; readonly seen: number }

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

export function EventStream() {
  const { t } = useTranslation();
  const stream = useScreensSelector((state) => state.stream);
  const [held, setHeld] = useState<Held | null>(null);
  const [filter, setFilter] = useState('');
  const [tone, setTone] = useState<EventTone | 'all'>('all');
  const [opened, setOpened] = useState<StoredEvent | null>(null);
  const words = useEventWords();
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const { rows } = held ?? stream;
  const wanted = filter.trim().toLocaleLowerCase();
  const shown = useMemo(() => {
    const ofTone = tone === 'all' ? rows : rows.filter((event) => eventTone(event.type) === tone);
    if (wanted === '') return ofTone;
    // A type or a family of types, such as `ocr.*`, or any of the words that are shown.
    const start = wanted.replace(/\*$/, '');
    return ofTone.filter((event) => event.type.startsWith(start) || [words.name(event), words.exam(event), words.actor(event), words.detail(event)].some((text) => text?.toLocaleLowerCase().includes(wanted)));
  }, [rows, wanted, tone, words]);
  const clear = (): void => {
    setFilter('');
    setTone('all');
  };

  return (
    <section aria-labelledby="events-title" className={styles.stream}>
      <div className={styles.head}>
        <h2 id="events-title">{t('events.title')}</h2>
        <div className={styles.tools}>
          <select className={`input ${styles.tone ?? ''}`} aria-label={t('events.tone')} value={tone} onChange={({ currentTarget: { value } }) => setTone(eventTones.find((each) => each === value) ?? 'all')}>
            <option value="all">{t('events.tone.all')}</option>
            {eventTones.map((each) => <option key={each} value={each}>{t(`events.tone.${each}`)}</option>)}
          </select>
          <input ref={field} className={`input ${styles.filter ?? ''}`} type="search" dir="auto" value={filter} onChange={(event) => setFilter(event.target.value)} onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }} placeholder={t('events.filter')} aria-label={t('events.filter')} aria-keyshortcuts="/" />
          <kbd className={styles.key} title={t('events.filter-key')} aria-hidden="true">/</kbd>
          <button type="button" className="button" aria-pressed={held !== null} onClick={() => setHeld(held === null ? { rows: stream.rows, seen: stream.seen } : null)}>{t(held === null ? 'events.pause' : 'events.resume')}</button>
        </div>
      </div>
      <div className={`card ${styles.box ?? ''}`}>
        {held !== null ? <p className={styles.paused} role="status">{t('events.paused', { count: stream.seen - held.seen })}</p> : null}
        {shown.length === 0 ? (
          rows.length === 0 ? <Empty title={t('events.empty')}><p><WithCode>{t('events.empty-do')}</WithCode></p></Empty>
            : <Empty title={t('events.none-match')}><button type="button" className="button small" onClick={clear}>{t('events.clear')}</button></Empty>
        ) : (
          <EventTable events={shown} words={words} labelledBy="events-title" onOpen={setOpened} />
        )}
      </div>
      <p className={styles.foot}><span>{t('events.shown', { shown: shown.length, count: rows.length })}</span><span>{t('events.bounded', { count: mostStreamRows })}</span></p>
      {opened === null ? null : <ChainDialog event={opened} onClose={() => setOpened(null)} onOpen={setOpened} />}
    </section>
  );
}
