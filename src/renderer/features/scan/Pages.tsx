/** The pages of an exam or a batch as pictures, as they arrive; only those in sight are loaded. */
import { useElementSize } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, pageAdapter, type PageSummary } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { Awaited } from '../../ui/Awaited.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { lookOf, looks, type PageLook, signs } from './page-look.ts';
import { PageDialog } from './PageDialog.tsx';
import styles from './Pages.module.css';
import { PageTile } from './PageTile.tsx';
import { useChunks } from './use-chunks.ts';

const { selectAll } = pageAdapter.getSelectors();
const pagesInChunk = 1000;
const leastTilePx = 116;
const gapPx = 12;
const rowPx = 214;

interface PagesProps { readonly examId: string; readonly batchId: string | null; readonly batchName: string | null; readonly mayWork: boolean }

export function Pages({ examId, batchId, batchName, mayWork }: PagesProps) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const { chunks, whole, error, again } = useChunks(useMemo(() => {
    const args = (after: string | undefined) => ({ params: { examId }, query: { limit: pagesInChunk, ...(batchId === null ? {} : { batch: batchId }), ...(after === undefined ? {} : { after }) } });
    return {
      select: (state: Parameters<ReturnType<typeof api.endpoints.listPages.select>>[0], after: string | undefined) => api.endpoints.listPages.select(args(after))(state),
      keep(after: string | undefined) {
        const kept = dispatch(api.endpoints.listPages.initiate(args(after)));
        return () => kept.unsubscribe();
      },
    };
  }, [examId, batchId, dispatch]));
  const pages = useMemo(() => chunks.flatMap((chunk) => selectAll(chunk.pages)), [chunks]);
  const [only, setOnly] = useState<PageLook | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const counts = useMemo(() => countLooks(pages), [pages]);
  const shown = useMemo(() => (only === null ? pages : pages.filter((page) => lookOf(page) === only)), [pages, only]);
  const open = openId === null ? null : pages.find((page) => page.pageId === openId) ?? null;
  return (
    <section className={styles.pages}>
      <div className={styles.head}>
        <h2>{batchName === null ? t('scan.pages') : <Name lines={1}>{batchName}</Name>}</h2>
        <div className={styles.filters} role="group" aria-label={t('scan.filter')}>
          <button type="button" className={styles.filter} aria-pressed={only === null} onClick={() => setOnly(null)}>{t('scan.all')} <b>{pages.length}{whole ? '' : '…'}</b></button>
          {looks.filter((look) => counts[look] > 0 || look === only).map((look) => (
            <button key={look} type="button" className={styles.filter} data-look={look} aria-pressed={only === look} onClick={() => setOnly(only === look ? null : look)}>
              <span className={styles.sign} aria-hidden="true">{signs[look]}</span>{t(`scan.show.${look}`)} <b>{counts[look]}</b>
            </button>
          ))}
        </div>
      </div>
      {error === null ? null : <Awaited error={error} again={again} title={t('scan.pages-failed')} />}
      {shown.length === 0 && whole ? <div className="card"><Empty title={t(only === null ? 'scan.none-yet' : 'scan.none')} /></div> : <Grid pages={shown} onOpen={setOpenId} />}
      <PageDialog page={open} onClose={() => setOpenId(null)} mayWork={mayWork} />
    </section>
  );
}

function countLooks(pages: readonly PageSummary[]): Readonly<Record<PageLook, number>> {
  const counts = { waiting: 0, read: 0, doubtful: 0, failed: 0, copy: 0 };
  for (const page of pages) counts[lookOf(page)]++;
  return counts;
}

function Grid({ pages, onOpen }: { readonly pages: readonly PageSummary[]; readonly onOpen: (pageId: string) => void }) {
  const { ref, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const columns = Math.max(2, Math.floor((width + gapPx) / (leastTilePx + gapPx)));
  useLayoutEffect(() => {
    const own = place.current;
    const column = own?.closest('section')?.parentElement ?? null;
    if (own === null || column === null) return;
    // What stands above grows and shrinks, and the column with it. Asked for only then: asking makes the browser lay the page out at once, and this is drawn anew with every step of scrolling.
    const look = (): void => setTop(own.getBoundingClientRect().top + scrollY);
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(column);
    return () => sizes.disconnect();
  }, []);
  const rows = useWindowVirtualizer({ count: Math.ceil(pages.length / columns), estimateSize: () => rowPx, overscan: 1, scrollMargin: top });
  return (
    <div ref={ref}>
      <div ref={place} className={styles.grid} role="list" style={{ blockSize: rows.getTotalSize() }}>
        {width === 0 ? null : rows.getVirtualItems().flatMap((row) => pages.slice(row.index * columns, (row.index + 1) * columns).map((page, column) => (
          <div
            key={page.pageId} role="listitem" className={styles.place}
            style={{ insetInlineStart: `calc((100% + ${gapPx}px) / ${columns} * ${column})`, inlineSize: `calc((100% + ${gapPx}px) / ${columns} - ${gapPx}px)`, insetBlockStart: row.start - top, blockSize: rowPx - gapPx }}
          >
            <PageTile page={page} onOpen={onOpen} />
          </div>
        )))}
      </div>
    </div>
  );
}
