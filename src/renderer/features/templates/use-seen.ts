/** How much of each block is seen on the reference, as far as it was asked. Of a grid, not of a name: a block that is renamed keeps it, and one that is moved has none until it is asked again. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { StationClient } from '../../../client/station-client.ts';
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { useStation } from '../../app/station-context.ts';
import { isNearlySameGrid, isSameGrid } from './drawing.ts';

interface SeenGrid { readonly grid: TemplateBlock; /** Share of its bubbles; 0: none. */ readonly share: number }
export interface SeenBlocks {
  /** Null: it is not known, or does not lie on the bubbles that were found. */
  readonly of: (block: TemplateBlock) => number | null;
  /** Where the block fits the reference best, which is remembered. Throws what the request throws. */
  readonly snapped: (block: TemplateBlock) => Promise<{ readonly block: TemplateBlock; readonly support: number }>;
  /** Names of blocks of which nothing is seen where they are; asks for those of which it is not known. */
  readonly unseen: (blocks: readonly TemplateBlock[]) => Promise<string[]>;
}

/** More than anybody changes in an hour. */
const most = 500;
const asked = async (client: StationClient, templateId: string, block: TemplateBlock) => client.request('snapBlock', { params: { templateId }, body: { block } });

/** `onReference` false: there is no reference to look at. `opened`: what is looked for at once, since somebody laid it there before. */
export function useSeen(templateId: string, onReference: boolean, opened: readonly TemplateBlock[]): SeenBlocks {
  const { client } = useStation();
  const [seen, setSeen] = useState<readonly SeenGrid[]>([]);
  const remember = useCallback((grid: TemplateBlock, share: number): void => setSeen((all) => [{ grid, share }, ...all.filter((one) => !isSameGrid(one.grid, grid))].slice(0, most)), []);
  const look = useCallback(async (block: TemplateBlock): Promise<number> => {
    const { block: found, support } = await asked(client, templateId, block);
    // Laid by hand beside what was found: it may be better there.
    if (support === 0 || isNearlySameGrid(block, found)) remember(block, support);
    return support;
  }, [client, templateId, remember]);

  const first = useRef(opened);
  useEffect(() => {
    if (!onReference) return;
    let gone = false;
    void (async () => {
      for (const block of first.current) {
        if (gone) return;
        // Unanswered it is not known, as before.
        await look(block).catch(() => null);
      }
    })();
    return () => { gone = true; };
  }, [onReference, look]);

  const of = (block: TemplateBlock): number | null => seen.find(({ grid }) => isSameGrid(grid, block))?.share ?? null;
  return {
    of,
    snapped: async (block) => {
      const answer = await asked(client, templateId, block);
      remember(answer.block, answer.support);
      return answer;
    },
    unseen: async (blocks) => {
      if (!onReference) return [];
      const names: string[] = [];
      for (const block of blocks) if ((of(block) ?? await look(block)) === 0) names.push(block.name);
      return names;
    },
  };
}
