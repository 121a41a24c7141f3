/** Sheets that the station is drawing: how far it is, the way to stop it, and what came of it. */
import { Button, Progress } from '@mantine/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { openPdf, saveFile } from '../../ui/save-file.ts';
import type { Printing } from './printing.ts';
import styles from './Sheets.module.css';

interface UnderWayProps {
  readonly printing: Printing;
  readonly fileName: (printing: Printing) => string;
  readonly onEnd: () => void;
  readonly onProblem: (error: unknown) => void;
}

export function UnderWay({ printing, fileName, onEnd, onProblem }: UnderWayProps) {
  const { t } = useTranslation();
  const hand = (pdf: Blob): void => {
    onEnd();
    (printing.to === 'print' ? openPdf : saveFile)(pdf, fileName(printing)).catch(onProblem);
  };
  // Who waits here gets them at once; who comes back later says so: no file comes up over another screen.
  const handNow = useEffectEvent(() => { if (printing.state === 'ready') hand(printing.made); });
  const drawing = printing.state === 'working';
  const waitedHere = useRef(false);
  useEffect(() => {
    if (!drawing && waitedHere.current) handNow();
    waitedHere.current = drawing;
  }, [drawing]);
  if (printing.state === 'failed') return <div role="alert" className={styles.problem}><ProblemText problem={printing.problem} /></div>;
  if (printing.state === 'ready') return <div role="status" className={styles.ready}><p>{t('designer.ready')}</p><Button size="xs" onClick={() => hand(printing.made)}>{t(printing.to === 'print' ? 'designer.print' : 'designer.save')}</Button></div>;
  const { done, sheets } = printing;
  return (
    <div className={styles.underWay}>
      <p role="status">{done === null ? t('designer.waiting') : t('designer.drawn', { done, count: sheets })}</p>
      <Progress value={done === null ? 0 : (done / sheets) * 100} aria-label={t('designer.progress')} />
      <Button size="xs" variant="default" onClick={onEnd}>{t('designer.cancel')}</Button>
    </div>
  );
}
