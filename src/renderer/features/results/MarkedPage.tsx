/** A scanned page as a teacher would hand it back: ticks, crosses and points over the image. What the drawing says, the list of questions says in words. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../store/api.ts';
import { useExam } from '../../store/use-exam.ts';
import { NotRead } from '../../ui/Awaited.tsx';
import { Name } from '../../ui/Name.tsx';
import { turned, upright } from '../../ui/upright.ts';
import styles from './MarkedPage.module.css';
import { type QuestionMark, marksOn } from './marks.ts';
import { usePageImage } from './use-page-image.ts';
import { pointsText, type QuestionScore, signs } from './verdict.ts';

interface MarkedPageProps {
  readonly examId: string;
  readonly pageId: string;
  readonly number: number;
  readonly of: number;
  readonly scores: readonly QuestionScore[];
  readonly chosen: string | null;
  readonly onChoose: (no: string | null) => void;
}

/** Pixels: sharp on a screen of twice the density at half the width of 1280. */
const imageWidth = 1400;

export function MarkedPage({ examId, pageId, number, of, scores, chosen, onChoose }: MarkedPageProps) {
  const { t } = useTranslation();
  const { data: page, error, refetch } = api.useGetPageQuery({ params: { pageId } });
  const { exam } = useExam(examId);
  const image = usePageImage(pageId, imageWidth);
  const problem = image.problem ?? error ?? null;
  const again = (): unknown => (image.problem === null ? refetch() : image.again());
  const [across, down] = [page?.width ?? 0, page?.height ?? 0];
  const { turn, width, height, overlay } = upright({ width: across, height: down, overlay: page?.overlay ?? [] });
  const marks = marksOn(overlay, scores, exam?.everything ?? []);
  return (
    <figure className={`card ${styles.page ?? ''}`}>
      <figcaption className={styles.caption}><b>{t('results.page', { number, of })}</b>{page === undefined ? null : <span className="muted"><Name lines={1}>{page.sourceFile}</Name></span>}</figcaption>
      {problem === null ? null : <div className={styles.problem}><NotRead error={problem} again={again} /></div>}
      {image.url === null || page === undefined ? problem === null ? <p className={styles.waits} role="status">{t('app.loading')}</p> : null : (
        <div className={styles.paper} style={turn === 0 ? undefined : { aspectRatio: `${width} / ${height}` }}>
          <img src={image.url} alt={t('results.page-image', { number })} style={turn === 0 ? undefined : { ...turned(turn), inlineSize: `${(across / width) * 100}%` }} />
          {width === 0 || height === 0 ? null : (
            <svg viewBox={`0 0 ${width} ${height}`} className={styles.marks} aria-hidden="true" focusable="false">
              {marks.map((mark) => <Mark key={mark.no} mark={mark} size={width / 62} chosen={chosen === mark.no} onChoose={() => onChoose(chosen === mark.no ? null : mark.no)} />)}
            </svg>
          )}
        </div>
      )}
    </figure>
  );
}

interface MarkProps { readonly mark: QuestionMark; readonly size: number; readonly chosen: boolean; readonly onChoose: () => void }

/** `size`: of a letter, in pixels of the image. */
function Mark({ mark: { verdict, score, box, bubbles }, size, chosen, onChoose }: MarkProps) {
  const group = useRef<SVGGElement>(null);
  useEffect(() => {
    if (chosen) group.current?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  }, [chosen]);
  const text = score.points === null ? signs[verdict] : `${signs[verdict]} ${pointsText(score.points)}`;
  const [width, pad] = [size * (0.75 + text.length * 0.56), size * 0.3];
  return (
    <g ref={group} data-verdict={verdict} data-question={score.no} data-chosen={chosen || undefined} className={styles.mark} onClick={onChoose}>
      <rect className={styles.box} x={box.x - pad} y={box.y - pad} width={box.width + 2 * pad} height={box.height + 2 * pad} rx={size * 0.3} strokeWidth={size * 0.14} />
      {bubbles.map(({ outline, as }) => <polygon key={outline} points={outline} data-as={as} strokeWidth={size * 0.17} strokeDasharray={as === 'left-out' ? `${size * 0.3} ${size * 0.22}` : undefined} />)}
      <g transform={`translate(${box.x + box.width + pad * 0.6} ${box.y + box.height / 2 - size * 0.62})`}>
        <rect className={styles.label} width={width} height={size * 1.25} rx={size * 0.35} />
        <text x={width / 2} y={size * 0.93} fontSize={size * 0.88} textAnchor="middle">{text}</text>
      </g>
    </g>
  );
}
