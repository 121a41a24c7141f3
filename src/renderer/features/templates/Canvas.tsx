/** The reference with the blocks over it. Dragging over paper draws a block, dragging a block moves it, dragging an edge or corner of the one in hand stretches it; a click takes one in hand. */
import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateBlock, TemplateRegion } from '../../../contract/routes/templates.ts';
import { type Box, boxBetween, bubblesOf, canStretch, frameOf, type Handle, handles, isDrawn, pulled, stretchedInto } from './drawing.ts';
import { shownName } from './block-names.ts';
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
  /** Names of blocks with which something is wrong. */
  readonly wrong: ReadonlySet<string>;
  /** 1: as wide as there is room. */
  readonly zoom: number;
  readonly onChoose: (block: string | null) => void;
  readonly onDraw: (frame: Box) => void;
  /** After a block was dragged: its new place. */
  readonly onMove: (block: TemplateBlock, by: { readonly x: number; readonly y: number }) => void;
  /** After an edge or a corner was dragged. */
  readonly onStretch: (to: TemplateBlock) => void;
}

interface Drag { readonly block: TemplateBlock | null; /** By which the block is stretched; null: it moves. */ readonly handle: Handle | null; readonly from: DOMPoint; readonly to: DOMPoint }

const byOf = ({ from, to }: Pick<Drag, 'from' | 'to'>): { readonly x: number; readonly y: number } => ({ x: to.x - from.x, y: to.y - from.y });

/** The block as it is dragged at this moment. */
function dragged(block: TemplateBlock, drag: Drag): TemplateBlock {
  const by = byOf(drag);
  return drag.handle === null ? { ...block, x: block.x + by.x, y: block.y + by.y } : stretchedInto(block, pulled(frameOf(block), drag.handle, by));
}

/** Units: less is a click. */
const clickReach = 3;

export function Canvas({ width, height, picture, blocks, regions, chosen, wrong, zoom, onChoose, onDraw, onMove, onStretch }: CanvasProps) {
  const { t } = useTranslation();
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const at = ({ clientX, clientY }: PointerEvent): DOMPoint => new DOMPoint(clientX, clientY).matrixTransform(svg.current?.getScreenCTM()?.inverse());

  const begin = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const target = event.target instanceof Element ? event.target : null;
    const name = target?.closest('[data-block]')?.getAttribute('data-block');
    const block = blocks.find((each) => each.name === name) ?? null;
    const handle = handles[Number(target?.getAttribute('data-handle') ?? -1)] ?? null;
    svg.current?.setPointerCapture(event.pointerId);
    const from = at(event);
    onChoose(block?.name ?? null);
    setDrag({ block, handle, from, to: from });
  };
  const end = (event: PointerEvent): void => {
    if (drag === null) return;
    const to = at(event);
    const by = byOf({ from: drag.from, to });
    setDrag(null);
    if (drag.block === null) {
      const frame = boxBetween(drag.from, to);
      if (isDrawn(frame)) onDraw(frame);
    } else if (Math.hypot(by.x, by.y) <= clickReach) return;
    else if (drag.handle === null) onMove(drag.block, by);
    else onStretch(dragged(drag.block, { ...drag, to }));
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
        {/* Its place, not its name: what is pressed stays there when the press takes a name that was typed. */}
        {blocks.map((block, place) => <Block key={place} block={drag?.block?.name === block.name ? dragged(block, drag) : block} chosen={block.name === chosen} wrong={wrong.has(block.name)} unit={Math.max(width, height) / 75} handleSize={Math.max(width, height) / 95 / zoom} />)}
        {frame === null ? null : <rect className={styles.drawn} {...frame} vectorEffect="non-scaling-stroke" />}
      </svg>
    </div>
  );
}

function Block({ block, chosen, wrong, unit, handleSize }: { readonly block: TemplateBlock; readonly chosen: boolean; readonly wrong: boolean; /** Size of its name. */ readonly unit: number; readonly handleSize: number }) {
  const { t } = useTranslation();
  const box = frameOf(block);
  const frame = { x: box.x - edge, y: box.y - edge, width: Math.max(0, box.width + 2 * edge), height: Math.max(0, box.height + 2 * edge) };
  return (
    <g data-block={block.name} data-chosen={chosen || undefined} data-wrong={wrong || undefined} className={styles.block}>
      <rect className={styles.frame} {...frame} vectorEffect="non-scaling-stroke" />
      {bubblesOf(block).map(({ key, ...bubble }) => <rect key={key} className={styles.bubble} {...bubble} vectorEffect="non-scaling-stroke" />)}
      <text x={box.x} y={box.y - 10} fontSize={unit} className={styles.label}>{shownName(t, block.name)}</text>
      {!chosen || !canStretch(block) ? null : handles.map(({ inX, inY }, i) => (
        <rect
          key={`${inX} ${inY}`} data-handle={i} className={styles.handle} style={{ cursor: cursorOf({ inX, inY }) }} width={handleSize} height={handleSize} vectorEffect="non-scaling-stroke"
          x={frame.x + frame.width * (inX + 1) / 2 - handleSize / 2} y={frame.y + frame.height * (inY + 1) / 2 - handleSize / 2}
        />
      ))}
    </g>
  );
}

/** Units between the bubbles and the frame that is drawn around them. */
const edge = 4;
const cursorOf = ({ inX, inY }: Handle): string => (inX === 0 ? 'ns-resize' : inY === 0 ? 'ew-resize' : inX === inY ? 'nwse-resize' : 'nesw-resize');
