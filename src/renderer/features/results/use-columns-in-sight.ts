/** Which of a table's equal columns are in sight, so that only their cells are drawn. */
import { type RefObject, useLayoutEffect, useState } from 'react';

/** Pixels, as in the style sheet: a column, and the gap before it. */
export const columnWidth = 44;
const stride = columnWidth + 8;
/** So many come and go at a time, and so many are drawn beyond each edge: rows are drawn anew only now and then while one scrolls sideways. */
const atOnce = 4;

interface Columns { readonly from: number; readonly to: number }

/** From (inclusive) and to (exclusive) of `count` columns that begin where `before`, a cell within `box`, ends. */
export function useColumnsInSight(box: RefObject<HTMLElement | null>, before: RefObject<HTMLElement | null>, count: number): Columns {
  const [columns, setColumns] = useState<Columns>({ from: 0, to: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || count === 0) return setColumns({ from: 0, to: 0 });
    const look = (): void => {
      const begin = (before.current?.offsetLeft ?? 0) + (before.current?.offsetWidth ?? 0);
      const at = (x: number): number => Math.max(0, (x - begin) / stride);
      const from = Math.max(0, (Math.floor(at(element.scrollLeft) / atOnce) - 1) * atOnce);
      const to = Math.min(count, (Math.ceil(at(element.scrollLeft + element.clientWidth) / atOnce) + 1) * atOnce);
      setColumns((known) => (known.from === from && known.to === to ? known : { from, to }));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box, before, count]);
  return columns;
}
