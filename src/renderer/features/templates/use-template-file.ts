/** Saves the template as a file; blocks of which nothing is seen on the reference are named first, and who presses again wants it so. */
import { useState } from 'react';
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { useStation } from '../../app/station-context.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { nameOnDisk, saveFile } from '../../ui/save-file.ts';
import type { Drawn } from './drawing-steps.ts';
import type { SeenBlocks } from './use-seen.ts';

interface TemplateFile {
  readonly save: () => Promise<void>;
  readonly saving: boolean;
  /** Names of blocks, told before the file is saved all the same. */
  readonly unseen: readonly string[];
  /** Name of the file; null where there is none of what is drawn now. */
  readonly saved: string | null;
  readonly forget: () => void;
}

interface Of { readonly blocks: readonly TemplateBlock[] }

/** `beforehand`: false where what is drawn cannot be kept, which is told elsewhere. */
export function useTemplateFile(templateId: string, drawn: Drawn, { seen, beforehand, onProblem }: { readonly seen: SeenBlocks; readonly beforehand: () => Promise<boolean>; readonly onProblem: (problem: RequestProblem | null) => void }): TemplateFile {
  const { client } = useStation();
  const [saving, setSaving] = useState(false);
  const [unseen, setUnseen] = useState<Of & { readonly names: readonly string[] } | null>(null);
  const [saved, setSaved] = useState<Of & { readonly file: string } | null>(null);
  const { name, blocks } = drawn;
  const told = unseen?.blocks === blocks ? unseen.names : [];

  const save = async (): Promise<void> => {
    onProblem(null);
    setSaved(null);
    setSaving(true);
    try {
      if (!(await beforehand())) return;
      const names = await seen.unseen(blocks);
      if (names.some((each) => !told.includes(each))) return setUnseen({ blocks, names });
      const file = nameOnDisk(`${name}.template.json`);
      await saveFile(await client.request('getTemplateFile', { params: { templateId } }), file);
      setUnseen(null);
      setSaved({ blocks, file });
    } catch (failed) {
      onProblem(problemOf(failed));
    } finally {
      setSaving(false);
    }
  };
  return { save, saving, unseen: told, saved: saved?.blocks === blocks ? saved.file : null, forget: () => setSaved(null) };
}
