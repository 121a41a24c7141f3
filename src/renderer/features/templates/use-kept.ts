/** Keeps what is drawn at the station by itself, a moment after the last change, and again where the station did not answer; says how that goes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { type SheetTemplate, type TemplateBlock, templateBlockSchema } from '../../../contract/routes/templates.ts';
import { errorCodes } from '../../../contract/errors.ts';
import { useScreensSelector } from '../../store/hooks.ts';
import { type ProblemCode, problemOfRejection, type RequestProblem } from '../../store/problem.ts';
import { useSaveTemplateMutation } from './endpoints.ts';

const drawnFields = { name: z.string(), blocks: z.array(templateBlockSchema).readonly() };
interface Drawn { readonly name: string; readonly blocks: readonly TemplateBlock[] }
/** Drawn and not kept, and what the station had when it was drawn. */
export const drawnDraftSchema = z.object({ ...drawnFields, begun: z.object({ ...drawnFields, revision: z.int() }).readonly() }).readonly();
type KeptOnce = z.infer<typeof drawnDraftSchema>['begun'];
export interface Kept {
  readonly state: 'kept' | 'waiting' | 'not-kept';
  readonly problem: RequestProblem | null;
  /** What the station has of it, as far as this screen knows. */
  readonly last: () => KeptOnce | null;
  /** Keeps it now; false when that failed. */
  readonly now: () => Promise<boolean>;
  /** Somebody else has changed it meanwhile, and what is drawn here waits for a word: it then goes over theirs. */
  readonly overTheirs: (() => Promise<boolean>) | null;
}

const settleMs = 800, againMs = 5_000;
/** Whether the same may be kept later without anybody changing it. */
const passes = (code: ProblemCode): boolean => code === 'offline' || code === 'answer-invalid' || code === 'queue-full' || ['passing', 'environment', 'internal'].includes(errorCodes[code]);
const same = (a: Drawn, b: Drawn): boolean => JSON.stringify([a.name, a.blocks]) === JSON.stringify([b.name, b.blocks]);

interface KeepOptions { /** What `drawn` was begun on; null: on what is opened. */ readonly begun: KeptOnce | null; /** All of it is kept, also when the screen is gone by then. */ readonly onKept: () => void }

/** `opened`: as the station has it; null until it is known. */
export function useKept(templateId: string, opened: SheetTemplate | null, drawn: Drawn, { begun, onKept }: KeepOptions): Kept {
  const [save] = useSaveTemplateMutation();
  const kept = useRef<KeptOnce | null>(begun);
  const under = useRef<Promise<boolean> | null>(null);
  const latest = useRef(drawn);
  latest.current = drawn;
  // What was left unsaved is not kept: it would be taken for old, and written over by what the station has.
  const [told, setTold] = useState<Pick<Kept, 'state' | 'problem'>>({ state: begun === null || same(begun, drawn) ? 'kept' : 'waiting', problem: null });
  const online = useScreensSelector(({ connection }) => connection.state.kind === 'online');
  // Over what waits here nobody else's revision is taken: the next save would then undo theirs without having seen it.
  const mayTake = kept.current === null || (opened !== null && opened.revision > kept.current.revision && (same(kept.current, drawn) || same(opened, drawn)));
  if (opened !== null && mayTake) kept.current = { name: opened.name, blocks: opened.blocks, revision: opened.revision };

  const once = useCallback(async (): Promise<boolean> => {
    for (;;) {
      const before = kept.current;
      const { name, blocks } = latest.current;
      if (before === null || same(before, { name, blocks })) {
        setTold({ state: 'kept', problem: null });
        onKept();
        return true;
      }
      try {
        const { revision } = await save({ params: { templateId }, body: { revision: before.revision, name, blocks: [...blocks] } }).unwrap();
        kept.current = { name, blocks, revision };
      } catch (rejection) {
        setTold({ state: 'not-kept', problem: problemOfRejection(rejection) });
        return false;
      }
    }
  }, [save, templateId, onKept]);
  /** One at a time: what changes meanwhile goes with the next round. */
  const now = useCallback((): Promise<boolean> => {
    under.current ??= once().finally(() => { under.current = null; });
    return under.current;
  }, [once]);

  useEffect(() => {
    if (kept.current === null) return;
    if (same(kept.current, drawn)) return setTold({ state: 'kept', problem: null });
    setTold({ state: 'waiting', problem: null });
    const timer = setTimeout(() => void now(), settleMs);
    return () => clearTimeout(timer);
  }, [drawn, now]);
  // Who leaves at once loses nothing.
  useEffect(() => () => void now(), [now]);
  const wasAway = useRef(!online);
  // The station did not answer: again when it does, and now and then. The same where the answer to what it kept was lost, and is here by now.
  const again = told.problem !== null && (passes(told.problem.code) || (told.problem.code === 'revision-stale' && kept.current !== null && same(kept.current, drawn)));
  useEffect(() => {
    if (!again) return;
    const timer = setTimeout(() => void now(), online && wasAway.current ? 0 : againMs);
    return () => clearTimeout(timer);
  }, [again, told, online, now]);
  useEffect(() => { wasAway.current = !online; }, [online]);
  // Once theirs is here, too.
  const behind = told.problem?.code === 'revision-stale' && opened !== null && kept.current !== null && opened.revision > kept.current.revision;
  return {
    ...told, now, last: useCallback(() => kept.current, []),
    overTheirs: behind ? () => {
      kept.current = { name: opened.name, blocks: opened.blocks, revision: opened.revision };
      return now();
    } : null,
  };
}
