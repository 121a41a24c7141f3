/** Events that a handler gave up: what is wrong with each, to be tried again or put away with a reason. */
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemCode, problemOfRejection } from '../../store/problem.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { dayAndTime } from '../../ui/times.ts';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { ChainDialog } from '../events/ChainDialog.tsx';
import { useEventWords } from '../events/use-event-words.ts';
import styles from './DeadLetters.module.css';
import { type DeadLetter, useDiscardDeadLetterMutation, useListDeadLettersQuery, useRetryDeadLetterMutation, useRetryDeadLettersMutation } from './endpoints.ts';

const lookEveryMs = 5000;

/** `waiting`: how many there are, as the status says; another number means another list. */
export function DeadLetters({ waiting, mayChange }: { readonly waiting: number; readonly mayChange: boolean }) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const { data, error, refetch } = useListDeadLettersQuery({ query: { limit: 50 } }, { skip: waiting === 0, pollingInterval: lookEveryMs, skipPollingIfUnfocused: true });
  const [retryAll, retryingAll] = useRetryDeadLettersMutation();
  const [discarding, setDiscarding] = useState<DeadLetter | null>(null);
  const [opened, setOpened] = useState<DeadLetter['event'] | null>(null);
  const letters = waiting === 0 ? [] : data?.letters ?? [];
  const all = (): void => {
    retryAll(null).unwrap().then(
      ({ failed }) => dispatch(notices.actions.noticed(failed === 0 ? { tone: 'done', text: 'notice.letters-handled' } : { tone: 'trouble', text: 'notice.letters-failed' })),
      (rejection: unknown) => dispatch(notices.actions.noticed(notDone('retryDeadLetters', problemOfRejection(rejection)))),
    );
  };
  return (
    <section className={`card ${styles.box ?? ''}`} aria-labelledby="monitor-letters" data-waiting={waiting > 0 || undefined}>
      <div className={styles.head}>
        <h2 id="monitor-letters">{t('letters.title')}{waiting > 0 ? ` (${waiting})` : ''}</h2>
        {mayChange && waiting > 1 ? <Button size="compact-sm" variant="default" loading={retryingAll.isLoading} onClick={all}>{t('letters.retry-all')}</Button> : null}
      </div>
      {waiting === 0 ? <p className={styles.none}><Icon name="check" size={18} /> {t('letters.none')}</p> : <p className="hint">{t('letters.about')}</p>}
      {error === undefined || data !== undefined || waiting === 0 ? null : <NotRead error={error} again={refetch} />}
      <ul className={styles.letters}>{letters.map((letter) => <Letter key={letter.id} letter={letter} mayChange={mayChange} onOpen={() => setOpened(letter.event)} onDiscard={() => setDiscarding(letter)} />)}</ul>
      {discarding === null ? null : <Discard letter={discarding} onClose={() => setDiscarding(null)} />}
      {opened === null ? null : <ChainDialog event={opened} onClose={() => setOpened(null)} onOpen={setOpened} />}
    </section>
  );
}

function Letter({ letter: { id, event, code, error, group, attempts, at }, mayChange, onOpen, onDiscard }: { readonly letter: DeadLetter; readonly mayChange: boolean; readonly onOpen: () => void; readonly onDiscard: () => void }) {
  const { t, i18n } = useTranslation();
  const dispatch = useScreensDispatch();
  const words = useEventWords();
  const [retry, { isLoading }] = useRetryDeadLetterMutation();
  const again = (): void => {
    retry({ params: { letterId: String(id) } }).unwrap().then(
      ({ state }) => dispatch(notices.actions.noticed(state === 'handled' ? { tone: 'done', text: 'notice.letters-handled' } : { tone: 'trouble', text: 'notice.letters-failed' })),
      (rejection: unknown) => dispatch(notices.actions.noticed(notDone('retryDeadLetter', problemOfRejection(rejection)))),
    );
  };
  return (
    <li data-letter={id}>
      <div className={styles.words}>
        <button type="button" className={styles.name} onClick={onOpen}>{words.name(event)}</button>
        <p>{t(`error.${problemCode(code)}`)}</p>
        <p className={styles.error} lang="en" dir="auto">{error}</p>
        <small>{dayAndTime(at, i18n.language)} · {t('letters.where', { group })} · {t('detail.attempts', { value: attempts })}</small>
      </div>
      {mayChange ? <div className={styles.buttons}><Button size="compact-sm" variant="default" loading={isLoading} onClick={again}>{t('letters.retry')}</Button><Button size="compact-sm" variant="subtle" color="red" onClick={onDiscard}>{t('letters.discard')}</Button></div> : null}
    </li>
  );
}

function Discard({ letter: { id }, onClose }: { readonly letter: DeadLetter; readonly onClose: () => void }) {
  useFocusBack();
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const [reason, setReason] = useState('');
  const [discard, { isLoading }] = useDiscardDeadLetterMutation();
  const sure = async (): Promise<void> => {
    try {
      await discard({ params: { letterId: String(id) }, body: { reason: reason.trim() } }).unwrap();
    } catch (rejection) {
      dispatch(notices.actions.noticed(notDone('discardDeadLetter', problemOfRejection(rejection))));
    }
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('letters.discard-title')} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      <form onSubmit={(event) => { event.preventDefault(); void sure(); }}>
        <p>{t('letters.discard-about')}</p>
        <TextInput mt="md" data-autofocus required label={t('publication.reason')} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>{t('letters.keep')}</Button>
          <Button type="submit" color="red" loading={isLoading} disabled={reason.trim() === ''}>{t('letters.discard')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
