/** The frames that somebody drew, of blocks that were laid onto printed bubbles since: what is said of a block afterwards (how many, which way) is meant of the frame that was drawn, and not of where fewer or more bubbles were found. */
import { useCallback, useRef } from 'react';
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { type Box, frameOf, isSameGrid } from './drawing.ts';

interface DrawnFrame { readonly grid: TemplateBlock; readonly frame: Box }
export interface DrawnFrames {
  /** The frame that was drawn for a block that lies just so; else its own. */
  readonly of: (block: TemplateBlock) => Box;
  /** A block was laid into a frame, or from there onto bubbles. */
  readonly remember: (block: TemplateBlock, frame: Box) => void;
}

/** More than anybody draws in an hour. */
const most = 500;

export function useDrawnFrames(): DrawnFrames {
  const frames = useRef<readonly DrawnFrame[]>([]);
  const of = useCallback((block: TemplateBlock): Box => frames.current.find(({ grid }) => isSameGrid(grid, block))?.frame ?? frameOf(block), []);
  const remember = useCallback((grid: TemplateBlock, frame: Box): void => { frames.current = [{ grid, frame }, ...frames.current.filter((one) => !isSameGrid(one.grid, grid))].slice(0, most); }, []);
  return { of, remember };
}
