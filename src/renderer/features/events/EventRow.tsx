/** One event in a table. Drawn once: an event never changes. */
import { memo } from 'react';
import type { StoredEvent } from '../../../contract/events.ts';
import { Name } from '../../ui/Name.tsx';
import { clockTime, dayAndTime } from '../../ui/times.ts';
import styles from './EventRow.module.css';
import { eventTone } from './event-text.ts';
import type { EventWords } from './use-event-words.ts';

interface EventRowProps { readonly event: StoredEvent; readonly words: EventWords; readonly language: string; readonly withDay?: boolean; /** What led to it and followed from it is shown when its name is pressed. */ readonly onOpen?: (event: StoredEvent) => void; /** In a table of which only a part is drawn. */ readonly rowIndex?: number }

export const EventRow = memo(function EventRow({ event, words, language, withDay = false, onOpen, rowIndex }: EventRowProps) {
  const exam = words.exam(event);
  return (
    <tr className={styles.row} data-type={event.type} data-event={event.event_id} aria-rowindex={rowIndex}>
      <td><time dateTime={event.at} title={dayAndTime(event.at, language)}>{withDay ? dayAndTime(event.at, language) : clockTime(event.at, language)}</time></td>
      <td><span className={styles.type} data-tone={eventTone(event.type)} title={event.type}>{onOpen === undefined ? <span>{words.name(event)}</span> : <button type="button" onClick={() => onOpen(event)}>{words.name(event)}</button>}</span></td>
      <td><Name lines={1}>{words.detail(event)}</Name></td>
      <td>{exam === null ? <span className={styles.none}>—</span> : <Name lines={1}>{exam}</Name>}</td>
      <td><Name lines={1}>{words.actor(event)}</Name></td>
    </tr>
  );
});
