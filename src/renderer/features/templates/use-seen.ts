/** How much of each block is seen on the reference, as far as it was asked. Of a grid, not of a name: a block that is renamed keeps it, and one that is moved has none until it is asked again. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { StationClient } from '../../../client/station-client.ts';
import type { SnappedBlock, TemplateBlock } from '../../../contract/routes/templates.ts';
import { useStation } from '../../app/station-context.ts';
import { isNearlySameGrid, isSameGrid } from './drawing.ts';

/** Names of blocks that pages would be read wrongly with, or not at all. */
export interface Astray {
  /** Nothing is seen where they are. */
  readonly unseen: readonly string[];
  /** Bubbles are seen, and they lie clearly beside these. */
  readonly beside: readonly string[];
}

interface SeenGrid { readonly grid: TemplateBlock; /** Share of its bubbles; 0: none. */ readonly share: number; /** What is printed in its frame where that is something else, and whether it could be counted. */ readonly counted: Pick<SnappedBlock, 'printed' | 'isSure'> }
export interface SeenBlocks {
  /** Null: it is not known, or does not lie on the bubbles that were found. */
  readonly of: (block: TemplateBlock) => Omit<SeenGrid, 'grid'> | null;
  /** Whether it is known that pages would be read wrongly with it, or not at all: nothing is seen where it is, it lies clearly beside the bubbles, or clearly another number is printed. */
  readonly isAstray: (block: TemplateBlock) => boolean;
  /** Where the block fits the reference best, which is remembered. Throws what the request throws. */
  readonly snapped: (block: TemplateBlock) => Promise<SnappedBlock>;
  /** Asks for those of which it is not known. Throws what the request throws. */
  readonly astray: (blocks: readonly TemplateBlock[]) => Promise<Astray>;
}

/** More than anybody changes in an hour. */
const most = 500;
/** Of the distance between neighbours, by which a block may lie beside the bubbles that were found: nobody sees it; reading finds its own bubbles all the same, and not their neighbours. */
const offBy = { unnoticed: 0.1, harmless: 0.25 };
const asked = async (client: StationClient, templateId: string, block: TemplateBlock) => client.request('snapBlock', { params: { templateId }, body: { block } });

/** `referenceRevision` 0: there is no reference to look at; on another one all is looked for anew, as it is when the editor is opened. */
export function useSeen(templateId: string, referenceRevision: number, blocks: readonly TemplateBlock[]): SeenBlocks {
  const { client } = useStation();
  const [seen, setSeen] = useState<readonly SeenGrid[]>([]);
  /** Grids that lie clearly beside bubbles. */
  const [beside, setBeside] = useState<readonly TemplateBlock[]>([]);
  /** Also for who has waited since the screen was last drawn. */
  const latest = useRef(seen);
  const remember = useCallback((grid: TemplateBlock, { support: share, printed, isSure }: SnappedBlock): void => {
    latest.current = [{ grid, share, counted: { printed, isSure } }, ...latest.current.filter((one) => !isSameGrid(one.grid, grid))].slice(0, most);
    setSeen(latest.current);
  }, []);
  /** Where it is, and not where it was found: somebody may have laid it by hand. */
  const look = useCallback(async (block: TemplateBlock): Promise<'seen' | keyof Astray> => {
    const answer = await asked(client, templateId, block), { block: found, support } = answer;
    if (support === 0 || isNearlySameGrid(block, found, offBy.unnoticed)) remember(block, answer);
    const where = support === 0 ? 'unseen' : isNearlySameGrid(block, found, offBy.harmless) ? 'seen' : 'beside';
    if (where === 'beside') setBeside((before) => [block, ...before.filter((other) => !isSameGrid(other, block))].slice(0, most));
    return where;
  }, [client, templateId, remember]);

  const onReference = referenceRevision > 0;
  const drawn = useRef(blocks);
  drawn.current = blocks;
  useEffect(() => {
    if (referenceRevision === 0) return;
    latest.current = [];
    setSeen(latest.current);
    setBeside([]);
    let gone = false;
    void (async () => {
      for (const block of drawn.current) {
        if (gone) return;
        // Unanswered it is not known, as before.
        await look(block).catch(() => null);
      }
    })();
    return () => { gone = true; };
  }, [referenceRevision, look]);

  const seenIn = (grids: readonly SeenGrid[], block: TemplateBlock): SeenGrid | null => grids.find(({ grid }) => isSameGrid(grid, block)) ?? null;
  return {
    of: (block) => seenIn(seen, block),
    isAstray: (block) => {
      const found = seenIn(seen, block);
      return found === null ? beside.some((grid) => isSameGrid(grid, block)) : found.share === 0 || (found.counted.printed !== null && found.counted.isSure);
    },
    snapped: async (block) => {
      const answer = await asked(client, templateId, block);
      remember(answer.block, answer);
      return answer;
    },
    astray: async (all) => {
      const names: Record<keyof Astray, string[]> = { unseen: [], beside: [] };
      if (onReference) for (const block of all) {
        const share = seenIn(latest.current, block)?.share ?? null, where = share === null ? await look(block) : share === 0 ? 'unseen' : 'seen';
        if (where !== 'seen') names[where].push(block.name);
      }
      return names;
    },
  };
}
