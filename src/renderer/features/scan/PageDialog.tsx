/** One page, large, with what is wrong with it and what to do. */
import { Modal } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationClient } from '../../../client/station-client.ts';
import { examLink } from '../../app/place.ts';
import type { PageSummary } from '../../store/api.ts';
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { Again } from '../../ui/Awaited.tsx';
import { Name } from '../../ui/Name.tsx';
import { useScanRetryPageMutation } from './endpoints.ts';
import { lookOf, signs, troubleText } from './page-look.ts';
import styles from './PageDialog.module.css';
import { PageQuality } from './PageQuality.tsx';
import { usePicture } from './use-picture.ts';

const picturePx = 1200;

export function PageDialog({ page, onClose, mayWork }: { readonly page: PageSummary | null; readonly onClose: () => void; readonly mayWork: boolean }) {
  const { t } = useTranslation();
  // Stays while the dialog goes.
  const [last, setLast] = useState(page);
  if (page !== null && page !== last) setLast(page);
  return (
    <Modal opened={page !== null} onClose={onClose} size="xl" styles={{ title: { minInlineSize: 0, flex: 1 } }} title={last === null ? '' : <Name lines={1}>{`${last.sourceFile} · ${t('scan.page-in-file', { page: last.sourcePage })}`}</Name>} closeButtonProps={{ 'aria-label': t('notice.close') }}>
      {last === null ? null : <Page page={last} onClose={onClose} mayWork={mayWork} />}
    </Modal>
  );
}

function Page({ page, onClose, mayWork }: { readonly page: PageSummary; readonly onClose: () => void; readonly mayWork: boolean }) {
  const { t } = useTranslation();
  const dispatch = useScreensDispatch();
  const [retry, retrying] = useScanRetryPageMutation();
  const { pageId } = page;
  const picture = usePicture(useCallback((client: StationClient, signal: AbortSignal) => client.request('getPageImage', { params: { pageId }, query: { width: picturePx } }, { signal }), [pageId]));
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  const look = lookOf(page);
  async function again(): Promise<void> {
    try {
      await retry({ params: { pageId } }).unwrap();
      onClose();
    } catch (rejection) {
      dispatch(notices.actions.noticed(notDone('retryPage', problemOfRejection({ error: rejection }))));
    }
  }
  return (
    <div className={styles.page}>
      <div className={styles.about}>
        <p className={styles.state} data-look={look}><span aria-hidden="true">{signs[look]}</span> {t(`scan.look.${look}`)}</p>
        {page.candidateNo === null ? null : <p><span className="muted">{t('scan.candidate')}</span> <Name>{page.candidateNo}</Name></p>}
        {page.pageNumber === null ? null : <p><span className="muted">{t('scan.page-number')}</span> {page.pageNumber}</p>}
        {page.trouble === null ? null : <p className={styles.trouble}>{t(troubleText(page.trouble, page.answered))}</p>}
        {look === 'copy' ? <p className="hint">{t('scan.copy-about')}</p> : null}
        {page.state === 'read' ? <PageQuality pageId={pageId} /> : null}
        <div className={styles.buttons}>
          {page.doubtful > 0 ? <a className="button" href={examLink(page.examId, 'exceptions', pageId)}>{t('scan.look-at', { count: page.doubtful })}</a> : null}
          {mayWork && (page.state === 'failed' || page.state === 'read') ? <button type="button" className="button" disabled={retrying.isLoading} onClick={() => void again()}>{t('scan.retry-page')}</button> : null}
        </div>
      </div>
      <div className={styles.picture} style={size === null || page.turn % 180 === 0 ? undefined : { aspectRatio: `${size.height} / ${size.width}` }}>{picture.state === 'there' ? <img src={picture.url} alt={t('scan.picture-of', { file: page.sourceFile })} data-turn={page.turn === 0 ? undefined : page.turn} onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setSize({ width, height })} /> : picture.state === 'missing' ? <div role="alert"><p className="muted">{t('scan.no-picture')}</p><Again again={picture.again} /></div> : <p className="muted" role="status">{t('app.loading')}</p>}</div>
    </div>
  );
}
