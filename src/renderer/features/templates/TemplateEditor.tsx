/** One template: its blocks drawn over the reference, each snapped to the printed bubbles; tried on other scans below. */
import { Button, TextInput } from '@mantine/core';
import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationClient } from '../../../client/station-client.ts';
import type { SheetTemplate, TemplateBlock } from '../../../contract/routes/templates.ts';
import { stationLink } from '../../app/place.ts';
import { useDraft } from '../../app/use-draft.ts';
import { useShortcuts } from '../../app/shortcuts.tsx';
import { useStation } from '../../app/station-context.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { usePicture } from '../scan/use-picture.ts';
import { BlockPanel } from './BlockPanel.tsx';
import { Canvas } from './Canvas.tsx';
import { type Box, drawingAfter, freeName, isSameGrid, laidAs, newBlock, nothingDrawn } from './drawing.ts';
import { useGetTemplateQuery, useSetTemplateReferenceMutation } from './endpoints.ts';
import styles from './Templates.module.css';
import { TryPages } from './TryPages.tsx';
import { drawnDraftSchema, useKept } from './use-kept.ts';

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

function Editor({ template }: { readonly template: SheetTemplate }) {
  const { t } = useTranslation();
  const { client } = useStation();
  const { templateId, width, height, referenceRevision } = template;
  const hasReference = referenceRevision > 0;
  /** What the station could not be given before the screen was left. */
  const [draft, setDraft, endDraft] = useDraft(`template.${templateId}`, drawnDraftSchema);
  const [drawing, step] = useReducer(drawingAfter, { ...nothingDrawn, name: draft?.name ?? template.name, blocks: draft?.blocks ?? template.blocks });
  const [supports, setSupports] = useState<Readonly<Record<string, number>>>({});
  const [zoom, setZoom] = useState(0);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [setReference, { isLoading: exchanging }] = useSetTemplateReferenceMutation();
  const kept = useKept(templateId, template, drawing, { begun: draft?.begun ?? null, onKept: endDraft });
  const picture = usePicture(useMemo(() => (referenceRevision > 0 ? referenceOf(templateId, referenceRevision) : null), [templateId, referenceRevision]));

  const latest = useRef(drawing);
  latest.current = drawing;
  // Somebody else changed it, and nothing here waits to be kept.
  const { state, last } = kept;
  useEffect(() => {
    if (state === 'kept' && (template.name !== latest.current.name || JSON.stringify(template.blocks) !== JSON.stringify(latest.current.blocks))) step({ type: 'opened', name: template.name, blocks: template.blocks });
  }, [template]); // oxlint-disable-line react-hooks/exhaustive-deps -- only when it came anew

  useEffect(() => {
    const begun = last();
    setDraft(state === 'kept' || begun === null ? null : { name: drawing.name, blocks: drawing.blocks, begun });
  }, [state, drawing, last, setDraft]);

  const snap = async (block: TemplateBlock): Promise<void> => {
    if (!hasReference) return;
    try {
      const { block: found, support } = await client.request('snapBlock', { params: { templateId }, body: { block } });
      const now = latest.current.blocks.find(({ name }) => name === block.name);
      // Its grid was changed meanwhile: that has a snap of its own, or was put where somebody wants it.
      if (now === undefined || !isSameGrid(now, block)) return;
      setSupports((all) => ({ ...all, [block.name]: support }));
      step({ type: 'changed', block: block.name, to: laidAs(now, found), quietly: true });
    } catch (failed) {
      setProblem(problemOf(failed));
    }
  };
  const changed = (before: string, to: TemplateBlock, { snap: snaps }: { readonly snap: boolean }): void => {
    setProblem(null);
    const from = latest.current.blocks.find(({ name }) => name === before);
    // What was said of the grid that there was is not said of this one.
    if (from && !isSameGrid(from, to)) setSupports(({ [before]: _said, ...others }) => others);
    step({ type: 'changed', block: before, to });
    if (snaps) setTimeout(() => void snap(to));
  };
  const draw = (frame: Box): void => {
    const block = newBlock(drawing.blocks, frame, freeName(drawing.blocks, (number) => t('templates.block-number', { number })));
    step({ type: 'added', block });
    setTimeout(() => void snap(block));
  };
  const chosen = drawing.blocks.find(({ name }) => name === drawing.chosen) ?? null;
  const nudge = (x: number, y: number) => () => { if (chosen !== null) changed(chosen.name, { ...chosen, x: chosen.x + x, y: chosen.y + y }, { snap: false }); };
  useShortcuts([
    { keys: 'u', text: 'templates.key.undo', act: () => step({ type: 'undone' }) },
    { keys: 's', text: 'templates.key.snap', act: () => { if (chosen !== null) void snap(chosen); } },
    { keys: 'Delete', text: 'templates.key.remove', act: () => { if (chosen !== null) step({ type: 'removed', block: chosen.name }); } },
    { keys: 'ArrowLeft', text: 'templates.key.left', act: nudge(-1, 0) }, { keys: 'ArrowRight', text: 'templates.key.right', act: nudge(1, 0) },
    { keys: 'ArrowUp', text: 'templates.key.up', act: nudge(0, -1) }, { keys: 'ArrowDown', text: 'templates.key.down', act: nudge(0, 1) },
  ]);
  const exchange = async (scan: File): Promise<void> => {
    setProblem(null);
    if (!(await kept.now())) return;
    const answer = await setReference({ params: { templateId }, body: new Uint8Array(await scan.arrayBuffer()) });
    if (answer.error !== undefined) setProblem(problemOf(answer.error));
  };
  const exported = async (): Promise<void> => {
    try {
      if (await kept.now()) await saveFile(await client.request('getTemplateFile', { params: { templateId } }), `${drawing.name}.template.json`);
    } catch (failed) {
      setProblem(problemOf(failed));
    }
  };

  return (
    <div className={styles.editor}>
      <div className={styles.bar}>
        <a className="button quiet small" href={stationLink('templates')}>{t('templates.all')}</a>
        <TextInput aria-label={t('templates.name')} value={drawing.name} maxLength={200} className={styles.name ?? ''} onChange={(event) => { if (event.currentTarget.value.trim() !== '') step({ type: 'renamed', name: event.currentTarget.value }); }} />
        <span className="muted" role="status">{t(`templates.${kept.state}`)}</span>
        {kept.state === 'not-kept' && kept.overTheirs === null ? <button type="button" className="button small" onClick={() => void kept.now()}>{t('connection.retry')}</button> : null}
        <span className={styles.gap} />
        <button type="button" className="button small" disabled={drawing.before.length === 0} onClick={() => step({ type: 'undone' })}>{t('templates.undo')}</button>
        <div role="group" aria-label={t('exceptions.zoom')} className={styles.zoom}>
          <button type="button" className="button small" disabled={zoom === zooms.length - 1} onClick={() => setZoom(zoom + 1)} aria-label={t('exceptions.larger')}>+</button>
          <button type="button" className="button small" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)} aria-label={t('exceptions.smaller')}>−</button>
        </div>
        <Button size="xs" disabled={drawing.blocks.length === 0} leftSection={<Icon name="save" size={16} />} onClick={() => void exported()}>{t('templates.export')}</Button>
      </div>
      {kept.overTheirs === null ? null : (
        <div role="alert" className={`card ${styles.theirs ?? ''}`}>
          <span>{t('templates.theirs')}</span>
          <Button size="xs" variant="default" onClick={() => step({ type: 'opened', name: template.name, blocks: template.blocks })}>{t('templates.take-theirs')}</Button>
          <Button size="xs" color="red" variant="light" onClick={() => void kept.overTheirs?.()}>{t('templates.over-theirs')}</Button>
        </div>
      )}
      {[problem, kept.overTheirs === null ? kept.problem : null].map((each, i) => (each === null ? null : <div key={i === 0 ? 'did' : 'kept'} role="alert" className={`card ${styles.problem ?? ''}`}><ProblemText problem={each} /></div>))}
      <div className={styles.desk}>
        {hasReference || template.blocks.length > 0 ? null : <p className="hint">{t('templates.no-reference')}</p>}
        <Canvas
          width={width} height={height} picture={picture.state === 'there' ? picture.url : null} blocks={drawing.blocks} regions={template.regions} chosen={drawing.chosen} zoom={zooms[zoom] ?? 1}
          onChoose={(block) => step({ type: 'chosen', block })} onDraw={draw} onMove={(block, by) => changed(block.name, { ...block, x: block.x + by.x, y: block.y + by.y }, { snap: true })}
        />
        <aside className={`card ${styles.side ?? ''}`}>
          {chosen === null ? (
            <>
              <h2>{t('templates.blocks', { count: drawing.blocks.length })}</h2>
              <p className="hint">{t('templates.draw-hint')}</p>
              <ul className={styles.blocks}>
                {drawing.blocks.map((block) => <li key={block.name}><button type="button" className="button small" onClick={() => step({ type: 'chosen', block: block.name })}><span className="one-line">{block.name}</span><small className="muted">{t('templates.block-sum', { fields: block.fields.length, values: block.values.length })}</small></button></li>)}
              </ul>
              {template.regions.length === 0 ? null : (
                <details className={styles.regions}>
                  <summary>{t('templates.regions', { count: template.regions.length })}</summary>
                  <p className="hint">{t('templates.regions-hint')}</p>
                  <ul>{template.regions.map(({ name, kind, candidate }) => <li key={name}><Name lines={1}>{name}</Name><small className="muted">{t(`templates.region.${kind}`)}{candidate ? ` · ${t('templates.candidate')}` : ''}</small></li>)}</ul>
                </details>
              )}
              <FileDrop label={t(hasReference ? 'templates.other-reference' : 'templates.set-reference')} hint={t(exchanging ? 'templates.reading-reference' : 'templates.reference-hint')} accept="image/*,.tif,.tiff,.pdf" onFile={(scan) => void exchange(scan)} />
            </>
          ) : (
            <>
              <button type="button" className="button quiet small" onClick={() => step({ type: 'chosen', block: null })}>{t('templates.to-blocks')}</button>
              <BlockPanel key={chosen.name} block={chosen} blocks={drawing.blocks} support={supports[chosen.name] ?? null} onChange={(to, options) => changed(chosen.name, to, options)} onSnap={() => void snap(chosen)} onRemove={() => step({ type: 'removed', block: chosen.name })} />
            </>
          )}
        </aside>
      </div>
      <TryPages templateId={templateId} ready={drawing.blocks.length > 0} beforehand={kept.now} />
    </div>
  );
}
