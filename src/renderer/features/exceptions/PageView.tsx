/** A page with the field in question magnified; the reading is drawn over the scan. Wheel and buttons zoom, dragging moves. */
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationClient } from '../../../client/station-client.ts';
import type { PageDetail } from '../../../contract/routes/pages.ts';
import { api } from '../../store/api.ts';
import { Again } from '../../ui/Awaited.tsx';
import { turned, upright } from '../../ui/upright.ts';
import { usePicture } from '../scan/use-picture.ts';
import styles from './PageView.module.css';
import { belongsTo, boxOf, fit, type Size, type View, zoomed } from './view-box.ts';

const nothing: PageDetail['overlay'] = [];

export function PageView({ pageId, field, whole, onWhole }: { readonly pageId: string; readonly field: string; /** The whole page instead of the field. */ readonly whole: boolean; readonly onWhole: (whole: boolean) => void }) {
  const { t } = useTranslation();
  const { ref, width, height } = useElementSize();
  const { data: page, error, refetch } = api.endpoints.getPage.useQuery({ params: { pageId } });
  const picture = usePicture(useCallback((client: StationClient, signal: AbortSignal) => client.request('getPageImage', { params: { pageId } }, { signal }), [pageId]), `page ${pageId}`);
  const [natural, setNatural] = useState<Size | null>(null);
  const scan = useMemo(() => (page !== undefined && page.width !== null && page.height !== null ? { width: page.width, height: page.height } : natural), [page, natural]);
  const read = page?.pageId === pageId ? page.overlay : nothing;
  const seen = useMemo(() => (scan === null ? null : upright({ ...scan, overlay: read })), [scan, read]);
  const size = useMemo((): Size | null => (seen === null ? null : { width: seen.width, height: seen.height }), [seen]);
  const overlay = seen?.overlay ?? nothing;
  const box = useMemo(() => boxOf(overlay, field), [overlay, field]);
  const fitted = useMemo((): View | null => {
    if (size === null || width === 0 || height === 0) return null;
    return whole || box === null ? fit({ x: 0, y: 0, ...size }, { width, height }, 0.02) : fit(box, { width, height }, 0.18);
  }, [size, width, height, whole, box]);
  const [moved, setMoved] = useState<View | null>(null);
  useEffect(() => setMoved(null), [fitted]);
  const view = moved ?? fitted;
  const zoom = (by: number, at = { x: width / 2, y: height / 2 }): void => setMoved((before) => {
    const from = before ?? fitted;
    return from === null ? null : zoomed(from, by, at);
  });

  // React's own wheel handler may not keep the page from scrolling.
  const place = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      setMoved((before) => {
        const from = before ?? fitted;
        return from === null ? null : zoomed(from, event.deltaY < 0 ? 1.2 : 1 / 1.2, { x: event.clientX - left, y: event.clientY - top });
      });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [fitted]);
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1 || view === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setMoved({ ...view, x: view.x + event.movementX, y: view.y + event.movementY });
  };

  return (
    <div className={styles.view}>
      <div ref={(element) => { place.current = element; ref(element); }} className={styles.place} onPointerMove={drag}>
        {picture.state === 'missing' ? <div className={styles.none} role="alert"><p>{t('exceptions.no-picture')}</p><Again again={picture.again} /></div> : null}
        {picture.state === 'loading' ? <p className={styles.none} role="status">{t('app.loading')}</p> : null}
        {picture.state !== 'there' ? null : (
          <div className={styles.sheet} style={view === null ? { visibility: 'hidden' } : { transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`, ...size }}>
            <img src={picture.url} alt={t('exceptions.picture', { file: page?.sourceFile ?? '' })} draggable={false} style={scan === null || seen === null ? undefined : { ...turned(seen.turn), inlineSize: scan.width, blockSize: scan.height }} onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setNatural({ width: naturalWidth, height: naturalHeight })} />
            {size === null ? null : <Overlay overlay={overlay} field={field} size={size} />}
          </div>
        )}
      </div>
      {error === undefined || read !== nothing ? null : <div className={styles.unread} role="alert"><p>{t('exceptions.no-reading')}</p><Again again={refetch} /></div>}
      <div className={styles.tools} role="group" aria-label={t('exceptions.zoom')}>
        <button type="button" onClick={() => zoom(1.3)} aria-label={t('exceptions.larger')} title={t('exceptions.larger')}>+</button>
        <button type="button" onClick={() => zoom(1 / 1.3)} aria-label={t('exceptions.smaller')} title={t('exceptions.smaller')}>−</button>
        <button type="button" className={styles.wide} aria-pressed={whole || box === null} disabled={box === null} onClick={() => { setMoved(null); onWhole(!whole); }}>{t('exceptions.whole-page')}</button>
      </div>
    </div>
  );
}

function Overlay({ overlay, field, size }: { readonly overlay: PageDetail['overlay']; readonly field: string; readonly size: Size }) {
  const hasBubbles = overlay.some((one) => one.kind === 'bubble' && belongsTo(one.field, field));
  return (
    <svg className={styles.overlay} viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
      {overlay.filter(({ kind, chosen, field: of }) => (kind === 'bubble' ? chosen || belongsTo(of, field) : belongsTo(of, field) && !(kind === 'item' && hasBubbles))).map((one) => (
        <polygon
          key={`${one.field} ${one.kind} ${one.value ?? ''}`} points={one.corners.map(({ x, y }) => `${x},${y}`).join(' ')} vectorEffect="non-scaling-stroke"
          data-kind={one.kind} data-chosen={one.chosen || undefined} data-here={belongsTo(one.field, field) || undefined}
        />
      ))}
    </svg>
  );
}
