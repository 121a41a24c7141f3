/** The obvious, settled at once after a look: crops of one question side by side, or everybody who was absent. */
import { Modal } from '@mantine/core';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationClient } from '../../../client/station-client.ts';
import { useStation } from '../../app/station-context.ts';
import type { ScanException } from '../../store/api.ts';
import type { RequestProblem } from '../../store/problem.ts';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { usePicture } from '../scan/use-picture.ts';
import { personOf } from './queue.ts';
import { settleMany } from './settle-many.ts';
import styles from './Together.module.css';

interface TogetherProps {
  /** All of one kind and field; null: closed. */
  readonly together: readonly ScanException[] | null;
  readonly onClose: () => void;
  readonly onSettled: (ids: readonly string[]) => void;
}

export function Together({ together, onClose, onSettled }: TogetherProps) {
  const { t } = useTranslation();
  const first = together?.[0];
  const title = first === undefined ? '' : first.field === '' ? t(`kind.${first.kind}`) : t('exceptions.question', { no: first.field });
  return (
    <Modal opened={together !== null} onClose={onClose} size="xl" title={title} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      {together === null ? null : <Crops together={together} onClose={onClose} onSettled={onSettled} />}
    </Modal>
  );
}

function Crops({ together, onClose, onSettled }: TogetherProps & { readonly together: readonly ScanException[] }) {
  const { t } = useTranslation();
  const { client } = useStation();
  const [list] = useState(together);
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState<number | null>(null);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const abort = useRef<AbortController | null>(null);
  const ids = list.map(({ exceptionId }) => exceptionId).filter((id) => !without.has(id));
  const toggle = (id: string): void => setWithout((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));
  async function settle(): Promise<void> {
    abort.current = new AbortController();
    setDone(0);
    const settled = await settleMany(client, 'resolveException', ids, abort.current.signal, setDone);
    onSettled(settled.ids);
    setDone(null);
    setProblem(settled.problem);
    if (settled.problem === null) onClose();
  }
  return (
    <div className={styles.together}>
      <p className="hint">{t('exceptions.together-about')}</p>
      <ul className={styles.crops}>
        {list.map((one) => (
          <li key={one.exceptionId}>
            <button type="button" className={styles.one} aria-pressed={!without.has(one.exceptionId)} disabled={done !== null} onClick={() => toggle(one.exceptionId)}>
              {one.crop && one.pageId !== null ? <Crop pageId={one.pageId} field={one.field} /> : null}
              <span className={styles.line}><span aria-hidden="true">{without.has(one.exceptionId) ? '○' : '✓'}</span> <b><Name lines={1}>{one.field === '' ? one.candidateNo ?? one.sourceFile ?? '' : one.value === null || one.value === '' ? t('exceptions.blank') : one.value}</Name></b></span>
              <span className={styles.under}><Name lines={1}>{one.field === '' ? personOf(one) : one.candidateNo ?? one.sourceFile ?? ''}</Name></span>
            </button>
          </li>
        ))}
      </ul>
      {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
      <div className={styles.foot}>
        {done === null ? null : <progress className={styles.bar} value={done} max={ids.length} aria-label={t('exceptions.settling')} />}
        {done === null ? <button type="button" className="button" onClick={onClose}>{t('exceptions.together-no')}</button> : <button type="button" className="button" onClick={() => abort.current?.abort()}>{t('scan.stop')}</button>}
        <button type="button" className="button primary" data-autofocus disabled={ids.length === 0 || done !== null} onClick={() => void settle()}>{t('exceptions.together-do', { count: ids.length })}</button>
      </div>
    </div>
  );
}

function Crop({ pageId, field }: { readonly pageId: string; readonly field: string }) {
  const { t } = useTranslation();
  const picture = usePicture(useCallback((client: StationClient, signal: AbortSignal) => client.request('getCrop', { params: { pageId, field } }, { signal }), [pageId, field]));
  return <span className={styles.crop}>{picture.state === 'there' ? <img src={picture.url} alt={t('exceptions.crop')} /> : null}</span>;
}
