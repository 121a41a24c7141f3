/** One page, small: its picture and how it stands. */
import { memo, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationClient } from '../../../client/station-client.ts';
import type { PageSummary } from '../../store/api.ts';
import { Name } from '../../ui/Name.tsx';
import { lookOf, signs } from './page-look.ts';
import styles from './PageTile.module.css';
import { usePicture } from './use-picture.ts';

const thumbnailPx = 160;

export const PageTile = memo(function PageTile({ page, onOpen }: { readonly page: PageSummary; readonly onOpen: (pageId: string) => void }) {
  const { t } = useTranslation();
  const { pageId } = page;
  const look = lookOf(page);
  const picture = usePicture(useCallback((client: StationClient, signal: AbortSignal) => client.request('getPageImage', { params: { pageId }, query: { width: thumbnailPx } }, { signal }), [pageId]), `page ${pageId} ${thumbnailPx}`);
  return (
    <button type="button" className={styles.tile} data-look={look} data-page={pageId} onClick={() => onOpen(pageId)}>
      <span className={styles.picture}>{picture.state === 'there' ? <img src={picture.url} alt="" data-turn={page.turn === 0 ? undefined : page.turn} /> : picture.state === 'missing' ? <span className={styles.none}>{t('scan.no-picture')}</span> : null}</span>
      <span className={styles.words}>
        <span className={styles.file}><Name lines={1}>{page.sourcePage > 1 ? `${page.sourceFile}:${page.sourcePage}` : page.sourceFile}</Name></span>
        <span className={styles.state}><span className={styles.sign} aria-hidden="true">{signs[look]}</span><span className={styles.look}>{look === 'read' && page.candidateNo !== null ? <Name lines={1}>{page.candidateNo}</Name> : t(`scan.look.${look}`)}</span></span>
      </span>
    </button>
  );
});
