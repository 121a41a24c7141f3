/** One event with what led to it and what followed: from the page that came in to the score. Another one of them is looked at by pressing it. */
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { StoredEvent } from '../../../contract/events.ts';
import { examLink } from '../../app/place.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { Name } from '../../ui/Name.tsx';
import { clockTime, dayAndTime } from '../../ui/times.ts';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { chainLines, spanText } from './chain.ts';
import styles from './ChainDialog.module.css';
import { useGetEventChainQuery } from './endpoints.ts';
import { eventTone } from './event-text.ts';
import { useEventWords } from './use-event-words.ts';

interface ChainDialogProps { readonly event: StoredEvent; readonly onClose: () => void; readonly onOpen: (event: StoredEvent) => void }

const deepest = 6;

export function ChainDialog({ event, onClose, onOpen }: ChainDialogProps) {
  useFocusBack();
  const { t, i18n } = useTranslation();
  const words = useEventWords();
  const { currentData: chain, error, refetch } = useGetEventChainQuery({ params: { eventId: event.event_id } });
  const lines = chainLines(chain?.events ?? [event]);
  const exam = words.exam(event);
  const candidateNo = [...lines].reverse().map((line) => line.event.payload['candidate_no']).find((no) => typeof no === 'string') ?? null;
  return (
    <Modal opened onClose={onClose} size="lg" title={<span className={styles.title}>{words.name(event)} <small>{dayAndTime(event.at, i18n.language)}</small></span>} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <p className={styles.about}>
        {exam === null ? null : <Name lines={1}>{exam}</Name>}
        <span className="muted"><code>{event.type}</code> · {t('chain.seq', { seq: event.seq })}</span>
      </p>
      {error === undefined ? null : <NotRead error={error} again={refetch} />}
      <h3 className={styles.heading}>{t('chain.title')}</h3>
      <ol className={styles.chain} aria-busy={chain === undefined && error === undefined}>
        {lines.map(({ event: one, depth, ms }) => (
          <li key={one.event_id} style={{ paddingInlineStart: `${Math.min(depth, deepest) * 1.1 + 0.5}rem` }} data-chosen={one.event_id === event.event_id || undefined} data-chain={one.type}>
            <span className={styles.dot} data-tone={eventTone(one.type)} aria-hidden="true" />
            <button type="button" aria-current={one.event_id === event.event_id ? 'true' : undefined} onClick={() => onOpen(one)}>{words.name(one)}</button>
            <span className={styles.detail}><Name lines={1}>{words.detail(one)}</Name></span>
            <time dateTime={one.at} title={clockTime(one.at, i18n.language)}>+{spanText(ms)}</time>
          </li>
        ))}
      </ol>
      {chain?.more ? <p className="hint">{t('chain.more')}</p> : null}
      {event.exam_id === null || typeof candidateNo !== 'string' ? null : <p className={styles.links}><a href={examLink(event.exam_id, 'results', candidateNo)}>{t('chain.candidate', { number: candidateNo })}</a></p>}
    </Modal>
  );
}
