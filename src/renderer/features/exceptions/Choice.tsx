/** What a person can say about the exception at hand: by click or by key. */
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationClient } from '../../../client/station-client.ts';
import type { ScanException } from '../../store/api.ts';
import { Again } from '../../ui/Awaited.tsx';
import { Name } from '../../ui/Name.tsx';
import { usePicture } from '../scan/use-picture.ts';
import styles from './Choice.module.css';
import { afterKey, type Entry, type FieldShape } from './entry.ts';
import { personOf } from './queue.ts';
import { differenceOf, reasonOf } from './words.ts';

/** Where a key brings the focus. */
export const textFieldId = 'exception-text';

interface ChoiceProps {
  readonly exception: ScanException;
  readonly shape: FieldShape;
  readonly entry: Entry;
  readonly onEntry: (entry: Entry) => void;
  /** Which of the guesses is picked; null: none. */
  readonly picked: number | null;
  readonly onPick: (guess: number) => void;
  /** What Enter takes; undefined: nothing yet. */
  readonly takes: string | null | undefined;
  /** Nobody on the roster has the number that Enter takes; `asked`: Enter was pressed once, and asks. */
  readonly nobody: 'shown' | 'asked' | null;
  /** To the roster; null: there is none. */
  readonly rosterLink: string | null;
  readonly onTake: () => void;
  /** This of several pages alike is the one that counts. */
  readonly onKeep: () => void;
  readonly maySettle: boolean;
  /** Nobody settles anything then, and the screen says so already. */
  readonly published: boolean;
}

/** Below a per cent a number says less than none. */
const likely = (probability: number): boolean => probability >= 0.005;

export function Choice({ exception, shape, entry, onEntry, picked, onPick, takes, nobody, rosterLink, onTake, onKeep, maySettle, published }: ChoiceProps) {
  const { t } = useTranslation();
  const { kind, field, value, candidateNo, confidence, guesses } = exception;
  const { text, values } = reasonOf(exception);
  const shown = entry ?? (typeof takes === 'string' ? takes : null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (picked !== null) list.current?.querySelector('[data-picked]')?.scrollIntoView({ block: 'nearest' });
  }, [picked]);
  return (
    <section className={styles.choice} aria-label={t('exceptions.choice')}>
      <header className={styles.head}>
        <p className={styles.kind}>{t(`kind.${kind}`)}</p>
        <h2>{field === '' ? (candidateNo === null ? t('exceptions.this-page') : <Name lines={1}>{candidateNo}</Name>) : field === 'candidate' ? t('exceptions.candidate') : t('exceptions.question', { no: field })}</h2>
        {personOf(exception) === '' ? null : <p className={styles.whose}><Name lines={1}>{personOf(exception)}</Name></p>}
        <p className={styles.why} dir="auto">{t(text, { pages: values.pages ?? '', files: values.files ?? '' })}{exception.detail === 'not-on-roster' && rosterLink !== null ? <> <a href={rosterLink} title={t('exceptions.to-roster-then')}>{t('exceptions.to-roster')}</a></> : null}</p>
      </header>
      {exception.crop && exception.pageId !== null && field !== '' ? <Crop pageId={exception.pageId} field={field} /> : null}
      {field === '' ? <p className="hint">{t(`exceptions.do.${kind}`)}</p> : (
        <dl className={styles.read}>
          <div><dt>{t('exceptions.machine')}</dt><dd><Name lines={1}>{value === null || value === '' ? t('exceptions.blank') : value}</Name>{confidence === null || kind === 'unknown-candidate' ? null : <small>{t('exceptions.sure', { percent: Math.round(confidence * 100) })}</small>}</dd></div>
        </dl>
      )}
      {guesses.length > 0 ? (
        <div className={styles.guesses} ref={list} role="group" aria-label={t('exceptions.guesses')}>
          <p className={styles.label}>{t('exceptions.guesses')}</p>
          {guesses.map((guess, i) => (
            <button key={guess.candidateNo} type="button" className={styles.guess} aria-pressed={entry === null && takes === guess.candidateNo} data-picked={picked === i || undefined} disabled={!maySettle} onClick={() => onPick(i)}>
              <Digits no={guess.candidateNo} read={value ?? ''} /><span className={styles.person}><Name lines={1}>{guess.name}</Name></span><small>{guess.hasSheet ? <><b className={styles.hasSheet}>{t('exceptions.has-sheet')}</b> · </> : null}{likely(guess.probability) ? <>{t('exceptions.likely', { percent: Math.round(guess.probability * 100) })} · </> : null}{differenceOf(guess.candidateNo, value ?? '').map(({ text: difference, count }) => t(difference, { count })).join(' · ')}</small>
            </button>
          ))}
        </div>
      ) : kind === 'unknown-candidate' ? <p className="hint">{t('exceptions.no-guess')}</p> : null}
      {maySettle && exception.alike.length > 0 ? <button type="button" className={`button ${styles.keep ?? ''}`} onClick={onKeep}><span>{t('exceptions.keep', { count: exception.alike.length })}</span><kbd>P</kbd></button> : null}
      {maySettle ? <Input shape={shape} entry={entry} shown={shown} nobody={nobody !== null} label={t(nobody === 'asked' ? 'exceptions.nobody-again' : nobody === 'shown' ? 'exceptions.nobody' : field === '' ? 'exceptions.right-number' : 'exceptions.type-digits')} onEntry={onEntry} onTake={onTake} /> : null}
      {maySettle ? (
        <button type="button" className={`button primary ${styles.take ?? ''}`} disabled={takes === undefined} onClick={onTake}>
          <span className={styles.taken}>{takes === undefined ? t('exceptions.enter-first') : takes === null ? t('exceptions.settle') : takes === '' ? t(shape.kind === 'digits' && (field === '' || field === 'candidate') ? 'exceptions.take-out' : 'exceptions.take-blank') : nobody === 'asked' ? t('exceptions.take-nobody') : <Name lines={1}>{t('exceptions.take', { value: takes })}</Name>}</span><kbd>Enter</kbd>
        </button>
      ) : published ? null : <p className="hint">{t('exceptions.may-not')}</p>}
    </section>
  );
}

function Crop({ pageId, field }: { readonly pageId: string; readonly field: string }) {
  const { t } = useTranslation();
  const picture = usePicture(useCallback((client: StationClient, signal: AbortSignal) => client.request('getCrop', { params: { pageId, field } }, { signal }), [pageId, field]));
  return (
    <div className={styles.crop}>
      {picture.state === 'there' ? <img src={picture.url} alt={t('exceptions.crop')} /> : null}
      {picture.state === 'missing' ? <div className={styles.noCrop} role="alert"><p>{t('exceptions.no-crop')}</p><Again again={picture.again} /></div> : null}
    </div>
  );
}

/** Digits that differ from what was read stand out. */
function Digits({ no, read }: { readonly no: string; readonly read: string }) {
  return <span className={styles.number}>{[...no].map((digit, i) => (digit === read[i] ? digit : <b key={`${i} ${digit}`}>{digit}</b>))}</span>;
}

interface InputProps { readonly shape: FieldShape; readonly entry: Entry; readonly shown: string | null; readonly label: string; /** What is entered is nobody's: the label says so. */ readonly nobody: boolean; readonly onEntry: (entry: Entry) => void; readonly onTake: () => void }

function Input({ shape, entry, shown, label, nobody, onEntry, onTake }: InputProps) {
  const { t } = useTranslation();
  const boxes = useRef<HTMLDivElement>(null);
  // The likely candidates stand above: what is typed must be in sight all the same.
  useEffect(() => {
    if (entry !== null) boxes.current?.scrollIntoView({ block: 'nearest' });
  }, [entry]);
  if (shape.kind === 'whole') return null;
  if (shape.kind === 'text') {
    return (
      <label className={styles.text}>
        <span className={styles.label}>{t('exceptions.text')}</span>
        <input
          id={textFieldId} className="input" value={shown ?? ''} maxLength={200} dir="auto" onChange={(event) => onEntry(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            onTake();
          }}
        />
      </label>
    );
  }
  const press = (key: string): void => {
    const next = afterKey(shape, entry, key);
    if (next !== undefined) onEntry(next);
  };
  if (shape.kind === 'digits') {
    return (
      <div className={styles.columns} role="group" aria-label={t('exceptions.digits')} data-entered={entry !== null || undefined}>
        <p className={styles.label} role="status" data-nobody={nobody || undefined}>{label}</p>
        <div className={styles.boxes} ref={boxes}>{shape.columns.map((_, i) => <span key={i} data-next={entry?.length === i || undefined}>{(shown?.[i] ?? '').replace('_', '')}</span>)}</div>
        <div className={styles.pad}>
          {[...new Set(shape.columns.flat())].map((digit) => <button key={digit} type="button" onClick={() => press(digit)}>{digit}</button>)}
          <button type="button" onClick={() => press('_')} aria-label={t('exceptions.empty-column')} title={t('exceptions.empty-column')}>_</button>
          <button type="button" onClick={() => press('Backspace')} aria-label={t('exceptions.back')} title={t('exceptions.back')}>⌫</button>
        </div>
      </div>
    );
  }
  const options = shape.kind === 'truefalse' ? ['T', 'F'] : shape.options;
  return (
    <div className={styles.options} role="group" aria-label={t('exceptions.options')}>
      {options.map((option) => <button key={option} type="button" aria-pressed={shown?.includes(option) ?? false} data-entered={entry !== null || undefined} onClick={() => press(option)}>{option}</button>)}
      <button type="button" className={styles.blank} aria-pressed={shown === ''} data-entered={entry !== null || undefined} onClick={() => press('Backspace')}>{t('exceptions.blank')}</button>
    </div>
  );
}
