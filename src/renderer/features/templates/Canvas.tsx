/** The reference with the blocks over it. Dragging over paper draws a block, dragging a block moves it, a click takes it in hand. */
import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateBlock, TemplateRegion } from '../../../contract/routes/templates.ts';
import { type Box, boxBetween, bubblesOf, frameOf, isDrawn } from './drawing.ts';
import styles from './Canvas.module.css';

interface CanvasProps {
  readonly width: number;
  readonly height: number;
  /** Address of the reference; null while it is on its way. */
  readonly picture: string | null;
  readonly blocks: readonly TemplateBlock[];
  /** Shown, not changed. */
  readonly regions: readonly TemplateRegion[];
  readonly chosen: string | null;
  /** 1: as wide as there is room. */
  readonly zoom: number;
  readonly onChoose: (block: string | null) => void;
  readonly onDraw: (frame: Box) => void;
  /** After a block was dragged: its new place. */
  readonly onMove: (block: TemplateBlock, by: { readonly x: number; readonly y: number }) => void;
}

interface Drag { readonly block: TemplateBlock | null; readonly from: DOMPoint; readonly to: DOMPoint }

/** Units: less is a click. */
const clickReach = 3;

export function Canvas({ width, height, picture, blocks, regions, chosen, zoom, onChoose, onDraw, onMove }: CanvasProps) {
  const { t } = useTranslation();
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const at = ({ clientX, clientY }: PointerEvent): DOMPoint => new DOMPoint(clientX, clientY).matrixTransform(svg.current?.getScreenCTM()?.inverse());

  const begin = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const name = event.target instanceof Element ? event.target.closest('[data-block]')?.getAttribute('data-block') : null;
    const block = blocks.find((each) => each.name === name) ?? null;
    svg.current?.setPointerCapture(event.pointerId);
    const from = at(event);
    onChoose(block?.name ?? null);
    setDrag({ block, from, to: from });
  };
  const end = (event: PointerEvent): void => {
    if (drag === null) return;
    const to = at(event);
    const by = { x: to.x - drag.from.x, y: to.y - drag.from.y };
    setDrag(null);
    if (drag.block === null) {
      const frame = boxBetween(drag.from, to);
      if (isDrawn(frame)) onDraw(frame);
    } else if (Math.hypot(by.x, by.y) > clickReach) onMove(drag.block, by);
  };

  const frame = drag !== null && drag.block === null ? boxBetween(drag.from, drag.to) : null;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('templates.reference-scroll')}>
      <svg
        ref={svg} className={styles.page} viewBox={`0 0 ${width} ${height}`} style={{ inlineSize: `${zoom * 100}%` }} role="img" aria-label={t('templates.reference')}
        onPointerDown={begin} onPointerMove={(event) => { if (drag !== null) setDrag({ ...drag, to: at(event) }); }} onPointerUp={end} onPointerCancel={() => setDrag(null)}
      >
        <rect className={styles.paper} width={width} height={height} />
        {picture === null ? null : <image href={picture} width={width} height={height} preserveAspectRatio="none" />}
        {regions.map(({ name, x, y, w, h }) => (
          <g key={name} data-region={name} className={styles.region}>
            <rect x={x} y={y} width={w} height={h} vectorEffect="non-scaling-stroke" />
            <text x={x} y={y - 6} fontSize={Math.max(width, height) / 85} className={styles.label}>{name}</text>
          </g>
        ))}
        {blocks.map((block) => {
          const moved = drag !== null && drag.block?.name === block.name ? { x: drag.to.x - drag.from.x, y: drag.to.y - drag.from.y } : { x: 0, y: 0 };
          const box = frameOf(block);
          return (
            <g key={block.name} data-block={block.name} data-chosen={block.name === chosen || undefined} className={styles.block} transform={`translate(${moved.x} ${moved.y})`}>
              <rect className={styles.frame} x={box.x - 4} y={box.y - 4} width={Math.max(0, box.width + 8)} height={Math.max(0, box.height + 8)} vectorEffect="non-scaling-stroke" />
              {bubblesOf(block).map(({ key, ...bubble }) => <rect key={key} className={styles.bubble} {...bubble} vectorEffect="non-scaling-stroke" />)}
              <text x={box.x} y={box.y - 10} fontSize={Math.max(width, height) / 75} className={styles.label}>{block.name}</text>
            </g>
          );
        })}
        {frame === null ? null : <rect className={styles.drawn} {...frame} vectorEffect="non-scaling-stroke" />}
      </svg>
    </div>
  );
}
