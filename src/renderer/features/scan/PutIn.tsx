/** Where scans are dropped or chosen, and how far putting them in is. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytesText } from '../../ui/bytes.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { batchNameNow } from './batch-name.ts';
import type { Intake } from './intakes.ts';
import styles from './PutIn.module.css';
import { type Picked, scanSource } from './scan-source.ts';
import { sizeOf } from './send-files.ts';
import { useEndSending } from './use-end-sending.ts';
import { useIntake } from './use-intake.ts';

export function PutIn({ examId }: { readonly examId: string }) {
  const { t } = useTranslation();
  const [intake, intakes] = useIntake(examId);
  const [endSending] = useEndSending(examId);
  const source = useMemo(() => scanSource(window.zhiyue), []);
  const [name, setName] = useState('');
  const [over, setOver] = useState(false);
  const [noScans, setNoScans] = useState(false);

  async function take(picking: Promise<Picked | null>): Promise<void> {
    const picked = await picking;
    if (picked === null) return;
    const none = picked.kind === 'files' && picked.files.length === 0;
    setNoScans(none);
    if (none) return;
    intakes.start(examId, name.trim() === '' ? batchNameNow() : name.trim(), picked);
    setName('');
  }

  function leaveIt(): void {
    intakes.forget(examId);
    if (intake !== null && intake.sendingId !== null) endSending(intake.sendingId);
  }

  if (intake !== null && intake.state !== 'done') return <Sending intake={intake} onStop={() => intakes.stop(examId)} onGoOn={() => intakes.goOn(examId)} onForget={leaveIt} />;
  return (
    <section
      className={`card ${styles.place ?? ''}`} data-over={over || undefined} aria-label={t('scan.put-in')}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); void take(source.dropped(event.dataTransfer)); }}
    >
      <span className={styles.picture}><Icon name="scan" size={34} /></span>
      <div className={styles.words}>
        <h2>{t('scan.drop')}</h2>
        <p className="hint">{t('scan.drop-hint')}</p>
        {noScans ? <p role="alert" className={styles.wrong}>{t('scan.no-scans')}</p> : null}
        {intake === null ? null : (
          <p role="status" className={styles.done}>✓ {t('scan.put-in-done', { count: intake.sent.files })}{intake.sent.known > 0 ? ` ${t('scan.known', { count: intake.sent.known })}` : ''}{intake.skipped.length > 0 ? ` ${t('scan.skipped', { count: intake.skipped.length })}` : ''}</p>
        )}
        {intake === null || intake.skipped.length === 0 ? null : (
          <ul className={styles.skipped}>{intake.skipped.slice(0, mostNamed).map((file) => <li key={file}><Name lines={1}>{file}</Name></li>)}{intake.skipped.length > mostNamed ? <li>…</li> : null}</ul>
        )}
      </div>
      <label className={styles.name}><span>{t('scan.batch-name')}</span><input className="input" value={name} maxLength={100} placeholder={t('scan.batch-name-hint')} onChange={(event) => setName(event.currentTarget.value)} /></label>
      <div className={styles.buttons}>
        <button type="button" className="button primary" onClick={() => void take(source.chooseFiles())}>{t('scan.choose-files')}</button>
        <button type="button" className="button" onClick={() => void take(source.chooseFolder())}>{t('scan.choose-folder')}</button>
      </div>
    </section>
  );
}

/** Of files that were left out. */
const mostNamed = 5;

function Sending({ intake: { state, sent, picked, problem, batchKey }, onStop, onGoOn, onForget }: { readonly intake: Intake; readonly onStop: () => void; readonly onGoOn: () => void; readonly onForget: () => void }) {
  const { t } = useTranslation();
  const total = picked.kind === 'files' ? picked.files.length : null;
  const bytes = picked.kind === 'files' ? sizeOf(picked.files) : 0;
  const label = total === null ? t('scan.opening') : t('scan.sending', { done: sent.files, total });
  return (
    <section className={`card ${styles.sending ?? ''}`} aria-label={t('scan.put-in')}>
      <div className={styles.line}>
        <h2>{state === 'sending' ? label : t('scan.stopped')}</h2>
        {state === 'sending' && bytes > 0 ? <span className={styles.bytes}>{t('scan.sent-bytes', { sent: bytesText(sent.bytes), all: bytesText(bytes) })}</span> : null}
        <span className={styles.batch}><Name lines={1}>{batchKey}</Name></span>
        <span className={styles.buttons}>
          {state === 'sending' ? <button type="button" className="button" onClick={onStop}>{t('scan.stop')}</button> : (
            <>
              <button type="button" className="button quiet" onClick={onForget}>{t('scan.leave-it')}</button>
              <button type="button" className="button primary" onClick={onGoOn}>{t('scan.go-on')}</button>
            </>
          )}
        </span>
      </div>
      <progress className={styles.bar} aria-label={t('scan.put-in')} {...(total === null ? {} : bytes > 0 ? { value: sent.bytes, max: bytes } : { value: sent.files, max: total })} />
      {state === 'stopped' ? <div role="alert"><p>{t('scan.stopped-about', { done: sent.files, total: total ?? '–' })}</p>{problem === null ? null : <ProblemText problem={problem} />}</div> : null}
    </section>
  );
}
