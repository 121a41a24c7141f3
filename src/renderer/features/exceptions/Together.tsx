/** The obvious, settled at once after a look: crops of one question side by side, or everybody who was absent. */
import { Modal } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
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

/** Pixels. */
const leastTilePx = 176;
const gapPx = 10;
const cropTilePx = 146;
const plainTilePx = 66;

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
      <Tiles list={list} without={without} disabled={done !== null} onToggle={toggle} />
      {problem === null ? null : <div role="alert"><ProblemText problem={problem} /></div>}
      <div className={styles.foot}>
        {done === null ? null : <progress className={styles.bar} value={done} max={ids.length} aria-label={t('exceptions.settling')} />}
        {done === null ? <button type="button" className="button" onClick={onClose}>{t('exceptions.together-no')}</button> : <button type="button" className="button" onClick={() => abort.current?.abort()}>{t('scan.stop')}</button>}
        <button type="button" className="button primary" data-autofocus disabled={ids.length === 0 || done !== null} onClick={() => void settle()}>{t('exceptions.together-do', { count: ids.length })}</button>
      </div>
    </div>
  );
}

interface TilesProps {
  readonly list: readonly ScanException[];
  readonly without: ReadonlySet<string>;
  readonly disabled: boolean;
  readonly onToggle: (exceptionId: string) => void;
}

/** There may be thousands who were absent: only those in sight are there. */
function Tiles({ list, without, disabled, onToggle }: TilesProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize<HTMLUListElement>();
  const tilePx = list.some(({ crop }) => crop) ? cropTilePx : plainTilePx;
  const columns = Math.max(1, Math.floor((width + gapPx) / (leastTilePx + gapPx)));
  const rows = useVirtualizer({ count: Math.ceil(list.length / columns), getScrollElement: () => box.current, estimateSize: () => tilePx + gapPx, overscan: 3, enabled: width > 0 });
  return (
    <div ref={box} className={styles.scroll}>
      <ul ref={ref} className={styles.tiles} style={{ blockSize: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => list.slice(index * columns, (index + 1) * columns).map((one, column) => (
          <li
            key={one.exceptionId} className={styles.place} aria-setsize={list.length} aria-posinset={index * columns + column + 1}
            style={{ insetInlineStart: `calc((100% + ${gapPx}px) / ${columns} * ${column})`, inlineSize: `calc((100% + ${gapPx}px) / ${columns} - ${gapPx}px)`, insetBlockStart: start, blockSize: tilePx }}
          >
            <button type="button" className={styles.one} aria-pressed={!without.has(one.exceptionId)} disabled={disabled} onClick={() => onToggle(one.exceptionId)}>
              {one.crop && one.pageId !== null ? <Crop pageId={one.pageId} field={one.field} /> : null}
              <span className={styles.line}><span aria-hidden="true">{without.has(one.exceptionId) ? '○' : '✓'}</span> <b><Name lines={1}>{one.field === '' ? one.candidateNo ?? one.sourceFile ?? '' : one.value === null || one.value === '' ? t('exceptions.blank') : one.value}</Name></b></span>
              <span className={styles.under}><Name lines={1}>{one.field === '' ? personOf(one) : one.candidateNo ?? one.sourceFile ?? ''}</Name></span>
            </button>
          </li>
        )))}
      </ul>
    </div>
  );
}

function Crop({ pageId, field }: { readonly pageId: string; readonly field: string }) {
  const { t } = useTranslation();
  const picture = usePicture(useCallback((client: StationClient, signal: AbortSignal) => client.request('getCrop', { params: { pageId, field } }, { signal }), [pageId, field]));
  return <span className={styles.crop}>{picture.state === 'there' ? <img src={picture.url} alt={t('exceptions.crop')} /> : null}</span>;
}
