/** One printed page as a picture, drawn by the station from an exam file; the last one stays in sight while the next is on its way. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStation } from '../../app/station-context.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import styles from './SheetPicture.module.css';

interface SheetPictureProps {
  /** Null: nothing sound to draw yet. */
  readonly file: Readonly<Record<string, unknown>> | null;
  readonly kind: 'blank' | 'personal';
  readonly page: number;
  /** Pixels. */
  readonly width: number;
}

export function SheetPicture({ file, kind, page, width }: SheetPictureProps) {
  const { t } = useTranslation();
  const { client } = useStation();
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [times, setTimes] = useState(0);

  useEffect(() => {
    if (file === null) return;
    const abort = new AbortController();
    const draw = async (): Promise<void> => {
      try {
        const image = await client.request('previewSheet', { query: { page, kind, width }, body: file }, { signal: abort.signal });
        if (abort.signal.aborted) return;
        setProblem(null);
        setUrl(URL.createObjectURL(image));
      } catch (error) {
        if (!abort.signal.aborted) setProblem(problemOf(error));
      }
    };
    void draw();
    return () => abort.abort();
  }, [client, file, kind, page, width, times]);
  useEffect(() => () => {
    if (url !== null) URL.revokeObjectURL(url);
  }, [url]);

  if (problem !== null) return <div className={styles.none}><NotRead error={problem} again={() => setTimes((before) => before + 1)} /></div>;
  return url === null ? <div className={styles.none} data-none="">{t(file === null ? 'designer.nothing-yet' : 'app.loading')}</div> : <img className={styles.page} data-old={file === null || undefined} src={url} alt={t('designer.page', { page })} />;
}
