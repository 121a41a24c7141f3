/** Saves the template as a file; blocks that do not lie on printed bubbles of the reference are named first, and who presses again wants it so. */
import { useRef, useState } from 'react';
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { useStation } from '../../app/station-context.ts';
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

  const save = async (): Promise<void> => {
    onProblem(null);
    setSaved(null);
    setSaving(true);
    try {
      if (!(await beforehand())) return;
      const { name, blocks } = latest.current;
      const astray = await seen.astray(blocks);
      if ([...astray.unseen, ...astray.beside].some((block) => ![...told.unseen, ...told.beside].includes(block))) return setWarned({ blocks, astray });
      const file = nameOnDisk(`${name}.template.json`);
      await saveFile(await client.request('getTemplateFile', { params: { templateId } }), file);
      setWarned(null);
      setSaved({ blocks, file });
    } catch (failed) {
      onProblem(problemOf(failed));
    } finally {
      setSaving(false);
    }
  };
  return { save, saving, astray: told, saved: isOf(saved, drawn.blocks) ? saved.file : null, forget: () => { setSaved(null); setWarned(null); } };
}
