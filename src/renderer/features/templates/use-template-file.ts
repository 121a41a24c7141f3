/** Saves the template as a file; blocks that do not lie on printed bubbles of the reference are named first, and who presses again wants it so. */
import { useEffect, useRef, useState } from 'react';
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { useStation } from '../../app/station-context.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { type NewNotice, notices } from '../../store/notices.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { nameOnDisk, saveFile } from '../../ui/save-file.ts';
import type { Drawn } from './drawing-steps.ts';
import type { Astray, SeenBlocks } from './use-seen.ts';

export interface TemplateFile {
  readonly save: () => Promise<void>;
  readonly saving: boolean;
  /** Told before the file is saved all the same. */
  readonly astray: Astray;
  /** Name of the file; null where there is none of what is drawn now. */
  readonly saved: string | null;
  readonly forget: () => void;
}

interface Of { readonly blocks: readonly TemplateBlock[] }
const none: Astray = { unseen: [], beside: [] };
/** By what they are: blocks that are laid or fetched once more are others, and the same. */
const isOf = <T extends Of>(told: T | null, blocks: readonly TemplateBlock[]): told is T => told !== null && (told.blocks === blocks || JSON.stringify(told.blocks) === JSON.stringify(blocks));

/** `beforehand`: what must be done before, such as keeping what is drawn; false where that cannot be, which is told elsewhere. */
export function useTemplateFile(templateId: string, drawn: Drawn, { seen, beforehand, onProblem }: { readonly seen: SeenBlocks; readonly beforehand: () => Promise<boolean>; readonly onProblem: (problem: RequestProblem | null) => void }): TemplateFile {
  const { client } = useStation();
  const [saving, setSaving] = useState(false);
  const [warned, setWarned] = useState<Of & { readonly astray: Astray } | null>(null);
  const [saved, setSaved] = useState<Of & { readonly file: string } | null>(null);
  const latest = useRef(drawn);
  latest.current = drawn;
  const told = isOf(warned, drawn.blocks) ? warned.astray : none;

  const dispatch = useScreensDispatch();
  /** Whether the screen was left: what comes of it is then told on the next one. */
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => { gone.current = true; };
  }, []);
  const tell = (notice: NewNotice, here: () => void): void => { if (gone.current) dispatch(notices.actions.noticed(notice)); else here(); };

  /** What is drawn, kept and looked at; once more where somebody went on drawing meanwhile. Null where it cannot be kept. */
  const checked = async (): Promise<Drawn & { readonly astray: Astray } | null> => {
    for (;;) {
      if (!(await beforehand())) return null;
      const { name, blocks } = latest.current, astray = await seen.astray(blocks);
      if (isOf({ blocks }, latest.current.blocks)) return { name, blocks, astray };
    }
  };
  const save = async (): Promise<void> => {
    onProblem(null);
    setSaved(null);
    setSaving(true);
    const noFile = { tone: 'trouble', text: 'notice.template-no-file', values: { name: drawn.name } } as const;
    try {
      const now = await checked();
      if (now === null) return tell(noFile, () => undefined);
      const { name, blocks, astray } = now;
      if ([...astray.unseen, ...astray.beside].some((block) => ![...told.unseen, ...told.beside].includes(block))) return tell({ ...noFile, text: 'notice.template-astray' }, () => setWarned({ blocks, astray }));
      const file = nameOnDisk(`${name}.template.json`);
      await saveFile(await client.request('getTemplateFile', { params: { templateId } }), file);
      setWarned(null);
      tell({ tone: 'done', text: 'notice.template-saved', values: { name: file } }, () => setSaved({ blocks, file }));
    } catch (failed) {
      const problem = problemOf(failed);
      tell({ ...noFile, problem }, () => onProblem(problem));
    } finally {
      setSaving(false);
    }
  };
  return { save, saving, astray: told, saved: isOf(saved, drawn.blocks) ? saved.file : null, forget: () => { setSaved(null); setWarned(null); } };
}
