/** One template: its blocks drawn over the reference, each snapped to the printed bubbles; tried on other scans below. */
import { Button, TextInput } from '@mantine/core';
import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { StationClient } from '../../../client/station-client.ts';
import type { SheetTemplate, TemplateBlock } from '../../../contract/routes/templates.ts';
import { goTo, stationLink } from '../../app/place.ts';
import { useDraft } from '../../app/use-draft.ts';
import { useShortcuts } from '../../app/shortcuts.tsx';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { usePicture } from '../scan/use-picture.ts';
import { aboutFile } from './about-file.ts';
import { BlockList, Clashes, OffPage, wrongOf } from './BlockList.tsx';
import { shownName } from './block-names.ts';
import { BlockPanel, type ChangeOptions } from './BlockPanel.tsx';
import { Canvas } from './Canvas.tsx';
import { asPrinted, type Box, canStretch, type Framed, frameOf, freeName, isOffPage, isSameGrid, laidAs, newBlock, pulled, stretchedInto, wellSeen } from './drawing.ts';
import { drawingAfter, nothingDrawn } from './drawing-steps.ts';
import { useGetTemplateQuery, useSetTemplateReferenceMutation } from './endpoints.ts';
import { FileTold } from './FileTold.tsx';
import { LeaveGuard } from './LeaveGuard.tsx';
import { LeftAside } from './LeftAside.tsx';
import { NotTakenTold, useNotTaken } from './NotTaken.tsx';
import { clashesOf } from './numbering.ts';
import styles from './Templates.module.css';
import { TryPages } from './TryPages.tsx';
import { isTyping, type LostText } from './TypedField.tsx';
import { drawnDraftSchema, useKept } from './use-kept.ts';
import { useDrawnFrames } from './use-drawn-frames.ts';
import { useSeen } from './use-seen.ts';
import { useTemplateFile } from './use-template-file.ts';

export function TemplateEditor({ templateId }: { readonly templateId: string }) {
  const { t } = useTranslation();
  const { data: template, error, refetch } = useGetTemplateQuery({ params: { templateId } });
  const gone = error !== undefined && problemOf(error).code === 'not-found';
  if (template !== undefined && !gone) return <Editor key={templateId} template={template} />;
  if (!gone) return <Awaited error={error} again={refetch} title={t('templates.failed')} />;
  return <div className="card"><Empty title={t('templates.failed')}><ProblemText problem={problemOf(error)} /><a className="button" href={stationLink('templates')}>{t('templates.all')}</a></Empty></div>;
}

/** `revision`: another one is another picture. */
const referenceOf = (templateId: string, _revision: number) => (client: StationClient, signal: AbortSignal): Promise<Blob> => client.request('getTemplateReference', { params: { templateId } }, { signal });

const zooms = [1, 1.5, 2, 3, 4] as const;

/** Of the file that the reference was taken from, where it has several. */
export const referencePages = (templateId: string): string => `template.${templateId}.pages`;
export const referencePagesSchema = z.object({ pages: z.int() }).readonly();

function Editor({ template }: { readonly template: SheetTemplate }) {
  const { t } = useTranslation();
  const { templateId, width, height, referenceRevision } = template;
  const hasReference = referenceRevision > 0;
  /** What the station could not be given before the screen was left. */
  const [draft, setDraft, endDraft] = useDraft(`template.${templateId}`, drawnDraftSchema);
  const [drawing, step] = useReducer(drawingAfter, { ...nothingDrawn, name: draft?.name ?? template.name, blocks: draft?.blocks ?? template.blocks });
  const [ofPages, setOfPages] = useDraft(referencePages(templateId), referencePagesSchema);
  const seen = useSeen(templateId, referenceRevision, drawing.blocks);
  const frames = useDrawnFrames();
  const [zoom, setZoom] = useState(0);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [noName, setNoName] = useState(false);
  /** Settled when all blocks that are being laid onto bubbles are. */
  const laying = useRef<Promise<unknown>>(Promise.resolve());
  /** Also of those that begin to be laid meanwhile: else they would move after they were kept. */
  const allLaid = async (): Promise<void> => { for (let waited; waited !== laying.current;) { waited = laying.current; await waited; } };
  const notTaken = useNotTaken(templateId);
  const [setReference, { isLoading: exchanging }] = useSetTemplateReferenceMutation();
  const kept = useKept(templateId, template, drawing, { begun: draft?.begun ?? null, onKept: endDraft });
  const file = useTemplateFile(templateId, drawing, { seen, beforehand: async () => { await allLaid(); return kept.now(); }, onProblem: setProblem });
  const picture = usePicture(useMemo(() => (referenceRevision > 0 ? referenceOf(templateId, referenceRevision) : null), [templateId, referenceRevision]));

  const latest = useRef(drawing);
  latest.current = drawing;
  // Somebody else changed it, and nothing here waits to be kept.
  const { state, last } = kept;
  useEffect(() => {
    // Asked for before what is drawn was kept, and answered after: it is older.
    if (template.revision < (last()?.revision ?? 0)) return;
    if (state === 'kept' && (template.name !== latest.current.name || JSON.stringify(template.blocks) !== JSON.stringify(latest.current.blocks))) step({ type: 'opened', name: template.name, blocks: template.blocks });
  }, [template]); // oxlint-disable-line react-hooks/exhaustive-deps -- only when it came anew

  useEffect(() => {
    const begun = last();
    setDraft(state === 'kept' || begun === null ? null : { name: drawing.name, blocks: drawing.blocks, begun });
  }, [state, drawing, last, setDraft]);

  /** After what was changed is drawn, so that it is found among the blocks. */
  const onceDrawn = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });
  const snap = (block: TemplateBlock, instead: Framed | null = null): void => { laying.current = Promise.allSettled([laying.current, onceDrawn().then(() => told(() => snapped(block, instead)))]); };
  const told = async (laid: () => Promise<void>): Promise<void> => {
    if (hasReference) await laid().catch((failed: unknown) => setProblem(problemOf(failed)));
  };
  /** The block as it is now; null where its grid was changed meanwhile: that has a snap of its own, or was put where somebody wants it. */
  const still = (block: TemplateBlock): TemplateBlock | null => latest.current.blocks.find((now) => now.name === block.name && isSameGrid(now, block)) ?? null;
  /** At once: who waits for it looks at what is drawn. A step that can be undone, so that a block can be had as it was drawn; `joins`: all of it is the same step as the one before. */
  const laid = (block: string, to: TemplateBlock, joins = false): void => flushSync(() => step({ type: 'changed', block, to, ...(joins ? { quietly: true } : {}) }));
  const snapped = async (block: TemplateBlock, instead: Framed | null, joins = false): Promise<void> => {
    const own = await seen.snapped(block), other = instead === null || own.support >= wellSeen ? null : await seen.snapped(instead.block);
    const now = still(block);
    if (now === null) return;
    const isOther = instead !== null && other !== null && other.support > own.support, there = laidAs(now, isOther ? other.block : own.block);
    frames.remember(there, isOther ? instead.frame : frames.of(block));
    if (!isSameGrid(now, there)) laid(block.name, there, joins);
  };
  /** A block that was just drawn is as many bubbles as are printed in its frame. One after the other: what it is numbered from depends on how many the blocks before it are. */
  const snapDrawn = (block: TemplateBlock, frame: Box): void => { laying.current = Promise.all([laying.current, onceDrawn()]).then(() => told(() => snappedAsPrinted(block, frame))); };
  const snappedAsPrinted = async (block: TemplateBlock, frame: Box): Promise<void> => {
    const { printed } = await seen.snapped(block);
    const now = still(block);
    if (now === null) return;
    const { blocks } = latest.current, to = asPrinted(now, printed, frame, blocks.slice(0, blocks.indexOf(now))) ?? now;
    frames.remember(to, frame);
    if (to !== now) laid(now.name, to);
    await snapped(to, null, to !== now);
  };
  const changed = (before: string, to: TemplateBlock, { snap: snaps, frame, instead = null }: ChangeOptions): void => {
    setProblem(null);
    if (frame !== undefined) frames.remember(to, frame);
    step({ type: 'changed', block: before, to });
    if (snaps) snap(to, instead);
  };
  const lose = (block: string) => (text: LostText): void => {
    // With a block that was removed its fields are, too.
    if (latest.current.blocks.some(({ name }) => name === block)) notTaken.lose({ block, ...text });
  };
  const draw = (frame: Box): void => {
    const block = newBlock(drawing.blocks, frame, freeName(drawing.blocks, (number) => t('templates.block-number', { number }), (name) => shownName(t, name)));
    frames.remember(block, frame);
    step({ type: 'added', block });
    snapDrawn(block, frame);
  };
  const chosen = drawing.blocks.find(({ name }) => name === drawing.chosen) ?? null;
  const nudge = (x: number, y: number) => () => { if (chosen !== null) changed(chosen.name, { ...chosen, x: chosen.x + x, y: chosen.y + y }, { snap: false }); };
  /** By its lower right corner. */
  const stretch = (x: number, y: number) => () => { if (chosen !== null && canStretch(chosen)) changed(chosen.name, stretchedInto(chosen, pulled(frameOf(chosen), { inX: 1, inY: 1 }, { x, y })), { snap: false }); };
  const undo = (): void => step({ type: 'undone' }), redo = (): void => step({ type: 'redone' });
  // Letters that are not taken yet are the browser's to take back.
  const when = (): boolean => !isTyping();
  useShortcuts([
    { keys: 'u', text: 'templates.key.undo', act: undo }, { keys: 'Ctrl+Z', text: 'templates.key.undo', act: undo, when },
    { keys: 'Ctrl+Y', text: 'templates.key.redo', act: redo, when }, { keys: 'Ctrl+Shift+Z', text: 'templates.key.redo', act: redo, when },
    { keys: 's', text: 'templates.key.snap', act: () => { if (chosen !== null) snap(chosen); } },
    { keys: 'Delete', text: 'templates.key.remove', act: () => { if (chosen !== null) step({ type: 'removed', block: chosen.name }); } },
    { keys: 'ArrowLeft', text: 'templates.key.left', act: nudge(-1, 0) }, { keys: 'ArrowRight', text: 'templates.key.right', act: nudge(1, 0) },
    { keys: 'ArrowUp', text: 'templates.key.up', act: nudge(0, -1) }, { keys: 'ArrowDown', text: 'templates.key.down', act: nudge(0, 1) },
    { keys: 'Shift+ArrowLeft', text: 'templates.key.narrower', act: stretch(-1, 0) }, { keys: 'Shift+ArrowRight', text: 'templates.key.wider', act: stretch(1, 0) },
    { keys: 'Shift+ArrowUp', text: 'templates.key.flatter', act: stretch(0, -1) }, { keys: 'Shift+ArrowDown', text: 'templates.key.taller', act: stretch(0, 1) },
  ]);
  const exchange = async (scan: File): Promise<void> => {
    setProblem(null);
    if (!(await kept.now())) return;
    const answer = await setReference({ params: { templateId }, body: new Uint8Array(await scan.arrayBuffer()) });
    if (answer.data === undefined) setProblem(aboutFile(problemOf(answer.error), scan.name));
    else setOfPages(answer.data.pages > 1 ? { pages: answer.data.pages } : null);
  };
  const toExam = async (): Promise<void> => { if (await kept.now()) goTo(stationLink('new-exam', templateId)); };
  const clashes = clashesOf(drawing.blocks);
  const off = drawing.blocks.filter((block) => isOffPage(block, template)).map(({ name }) => name), wrong = wrongOf(clashes, off);
  const suspects = drawing.blocks.filter((block) => seen.isAstray(block)).map(({ name }) => name);
  // The blocks' own words for it stand beside them.
  const notKept = kept.overTheirs !== null || (clashes.length > 0 && kept.problem?.code === 'template-invalid') ? null : kept.problem;

  return (
    <div className={styles.editor}>
      <div className={styles.bar}>
        <a className="button quiet small" href={stationLink('templates')}>{t('templates.all')}</a>
        <TextInput
          aria-label={t('templates.name')} maxLength={200} className={styles.name ?? ''} error={noName ? t('templates.no-name') : null} onBlur={() => setNoName(false)}
          {...(noName ? { value: '', 'data-typing': '' } : { value: drawing.name })}
          onChange={({ currentTarget: { value } }) => {
            setNoName(value.trim() === '');
            if (value.trim() !== '') step({ type: 'renamed', name: value });
          }}
        />
        <span className="muted" role="status" data-state={kept.state}>{t(`templates.${kept.state}`)}</span>
        {kept.state === 'not-kept' && kept.overTheirs === null && clashes.length === 0 ? <button type="button" className="button small" onClick={() => void kept.now()}>{t('connection.retry')}</button> : null}
        <span className={styles.gap} />
        <button type="button" className="button small" disabled={drawing.before.length === 0} onClick={undo}>{t('templates.undo')}</button>
        <button type="button" className="button small" disabled={drawing.after.length === 0} onClick={redo}>{t('templates.redo')}</button>
        <div role="group" aria-label={t('exceptions.zoom')} className={styles.zoom}>
          <button type="button" className="button small" disabled={zoom === zooms.length - 1} onClick={() => setZoom(zoom + 1)} aria-label={t('exceptions.larger')}>+</button>
          <button type="button" className="button small" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)} aria-label={t('exceptions.smaller')}>−</button>
        </div>
        <Button size="xs" variant="default" disabled={drawing.blocks.length === 0} leftSection={<Icon name="plus" size={16} />} onClick={() => void toExam()}>{t('templates.new-exam')}</Button>
        <Button size="xs" disabled={drawing.blocks.length + template.regions.length === 0} loading={file.saving} leftSection={<Icon name="save" size={16} />} onClick={() => void file.save()}>{t('templates.export')}</Button>
        <FileTold file={file} pictures={template.pictures} />
      </div>
      {kept.overTheirs === null ? null : (
        <div role="alert" className={`card ${styles.theirs ?? ''}`}>
          <span>{t('templates.theirs')}</span>
          <Button size="xs" variant="default" onClick={() => step({ type: 'opened', name: template.name, blocks: template.blocks })}>{t('templates.take-theirs')}</Button>
          <Button size="xs" color="red" variant="light" onClick={() => void kept.overTheirs?.()}>{t('templates.over-theirs')}</Button>
        </div>
      )}
      <LeftAside templateId={templateId} />
      {ofPages === null ? null : <div role="status" className={`card ${styles.theirs ?? ''}`}><span>{t('templates.first-page', { count: ofPages.pages })}</span><button type="button" className="button quiet small" onClick={() => setOfPages(null)}>{t('notice.close')}</button></div>}
      {[problem, notKept].map((each, i) => (each === null ? null : <div key={i === 0 ? 'did' : 'kept'} role="alert" className={`card ${styles.problem ?? ''}`}><ProblemText problem={each} /></div>))}
      <div className={styles.desk}>
        {hasReference || template.blocks.length > 0 ? null : <p className="hint">{t('templates.no-reference')}</p>}
        <Canvas
          width={width} height={height} picture={picture.state === 'there' ? picture.url : null} blocks={drawing.blocks} regions={template.regions} chosen={drawing.chosen} wrong={wrong} zoom={zooms[zoom] ?? 1}
          onChoose={(block) => step({ type: 'chosen', block })} onDraw={draw} onMove={(block, by) => changed(block.name, { ...block, x: block.x + by.x, y: block.y + by.y }, { snap: true })} onStretch={(to) => changed(to.name, to, { snap: true })}
        />
        <aside className={`card ${styles.side ?? ''}`}>
          <NotTakenTold notTaken={notTaken} />
          <Clashes clashes={clashes} />
          <OffPage names={off} />
          {chosen === null ? (
            <>
              <BlockList blocks={drawing.blocks} regions={template.regions} pictures={template.pictures} wrong={wrong} astray={suspects} onChoose={(block) => step({ type: 'chosen', block })} />
              <FileDrop label={t(hasReference ? 'templates.other-reference' : 'templates.set-reference')} hint={t(exchanging ? 'templates.reading-reference' : 'templates.reference-hint')} accept="image/*,.tif,.tiff,.pdf" onFile={(scan) => void exchange(scan)} />
            </>
          ) : (
            <>
              <button type="button" className="button quiet small" onClick={() => step({ type: 'chosen', block: null })}>{t('templates.to-blocks')}</button>
              {/* Its place, not its name: who renames it goes on in the next field. */}
              <BlockPanel key={drawing.blocks.indexOf(chosen)} block={chosen} frame={frames.of(chosen)} blocks={drawing.blocks} page={template} seen={seen.of(chosen)} onChange={(to, options) => changed(chosen.name, to, options)} onLost={lose(chosen.name)} onSnap={() => snap(chosen)} onRemove={() => step({ type: 'removed', block: chosen.name })} />
            </>
          )}
        </aside>
      </div>
      <TryPages templateId={templateId} blocks={drawing.blocks} off={off} suspects={suspects} isUnsaved={kept.state === 'not-kept'} beforehand={kept.now} />
      <LeaveGuard unsaved={kept.state !== 'kept'} save={kept.now} />
    </div>
  );
}
