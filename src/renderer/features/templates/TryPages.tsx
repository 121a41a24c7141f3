/** The template on other scans at once: what it reads off each, drawn over the scan. Nothing of it is kept. */
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateBlock, TemplateReading } from '../../../contract/routes/templates.ts';
import { useStation } from '../../app/station-context.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';
import { useFaultWords } from '../../ui/FaultList.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Name } from '../../ui/Name.tsx';
import { ProblemText } from '../../ui/ProblemText.tsx';
import { aboutFile } from './about-file.ts';
import { shownName } from './block-names.ts';
import styles from './Templates.module.css';

/** One page of a file. */
interface Tried {
  readonly id: string;
  readonly file: File;
  /** From 1, and how many the file has, as far as it is known. */
  readonly page: number;
  readonly pages: number;
  /** The file, as the browser shows it. */
  readonly url: string;
  /** The page as the station has read it, where the browser cannot show it; null: it can, or the page is not read yet. */
  readonly pageUrl: string | null;
  readonly reading: TemplateReading | null;
  readonly problem: RequestProblem | null;
}

/** A stack is graded elsewhere. */
const mostFiles = 30;
/** What browsers show, of which a file is its first page. */
const shownTypes = /^image\/(jpeg|png|webp|gif|bmp|avif)$/;

interface TryPagesProps {
  readonly templateId: string;
  readonly blocks: readonly TemplateBlock[];
  /** Names of those off the page, with which no page can be read. */
  readonly off: readonly string[];
  /** Names of those that do not lie on printed bubbles of the reference. */
  readonly suspects: readonly string[];
  /** Whether what is drawn could not be kept, as it is told above. */
  readonly isUnsaved: boolean;
  /** What must be done before a scan is read: keeping what was drawn. */
  readonly beforehand: () => Promise<boolean>;
}

export function TryPages({ templateId, blocks, off, suspects, isUnsaved, beforehand }: TryPagesProps) {
  const { t } = useTranslation();
  const { client } = useStation();
  const field = useRef<HTMLInputElement>(null);
  const run = useRef<AbortController | null>(null);
  const [tried, setTried] = useState<readonly Tried[]>([]);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  /** Files that were chosen beyond what is tried. */
  const [left, setLeft] = useState(0);
  /** What is drawn could not be kept when scans were to be read: it would have been tried with something older. Of no interest any more once it is kept. */
  const [unsaved, setUnsaved] = useState(false);
  const ready = blocks.length > 0 && off.length === 0;
  const urls = useRef<string[]>([]), pageUrls = useRef<string[]>([]);
  useEffect(() => () => {
    run.current?.abort();
    for (const url of [...urls.current, ...pageUrls.current]) URL.revokeObjectURL(url);
  }, []);

  /** All pages of a file; those after the first are known when that is read. */
  const readPages = async (first: Tried, signal: AbortSignal): Promise<void> => {
    const body = new Uint8Array(await first.file.arrayBuffer());
    for (let page = 1, pages = 1; page <= pages && !signal.aborted; page++) {
      const picture = page > 1 || !shownTypes.test(first.file.type);
      const told = await client.request('tryTemplate', { params: { templateId }, query: { page, picture: `${picture}` }, body }, { signal }).then((reading) => ({ reading, problem: null }), (error: unknown) => ({ reading: null, problem: aboutFile(problemOf(error), first.file.name) }));
      if (signal.aborted) return;
      if (told.reading !== null) ({ pages } = told.reading);
      const known = pages, pageUrl = told.reading === null || told.reading.picture === null ? null : urlOf(told.reading.picture);
      if (pageUrl !== null) pageUrls.current.push(pageUrl);
      setTried((all) => all.flatMap((one) => {
        if (one.file !== first.file) return [one];
        const settled = one.page === page ? { ...one, ...told, pages: known, pageUrl } : one;
        return page === 1 ? [settled, ...otherPages(first, known)] : [settled];
      }));
    }
  };
  const read = async (scans: readonly Tried[]): Promise<void> => {
    run.current?.abort();
    const abort = new AbortController();
    run.current = abort;
    setBusy(true);
    const firsts = scans.filter(({ page }) => page === 1).map((one) => ({ ...one, pageUrl: null, reading: null, problem: null }));
    setTried(firsts);
    for (const url of pageUrls.current) URL.revokeObjectURL(url);
    pageUrls.current = [];
    const isKept = await beforehand();
    if (!abort.signal.aborted) setUnsaved(!isKept);
    if (isKept) for (const first of firsts) {
      await readPages(first, abort.signal);
      if (abort.signal.aborted) return;
    }
    if (!abort.signal.aborted) setBusy(false);
  };
  const take = (files: FileList | null): void => {
    if (files === null || files.length === 0) return;
    for (const url of urls.current) URL.revokeObjectURL(url);
    const scans = [...files].slice(0, mostFiles).map((file, i) => ({ id: `${i} 1`, file, page: 1, pages: 1, url: URL.createObjectURL(file), pageUrl: null, reading: null, problem: null }));
    setLeft(Math.max(0, files.length - mostFiles));
    urls.current = scans.map(({ url }) => url);
    setShown(null);
    void read(scans);
    if (field.current !== null) field.current.value = '';
  };
  const stop = (): void => { run.current?.abort(); setBusy(false); };

  const named = (names: readonly string[]): string => names.map((name) => shownName(t, name)).join(t('templates.comma'));
  const isRefused = tried.some(({ reading, problem }) => problem !== null || (reading !== null && reading.refusal !== null && reading.refusal !== 'blank'));
  const done = tried.filter(({ reading, problem }) => reading !== null || problem !== null).length;
  const large = tried.find(({ id }) => id === shown) ?? null;
  return (
    <section className={`card ${styles.try ?? ''}`} aria-label={t('templates.try')}>
      <header>
        <div><h2>{t('templates.try')}</h2><p className="hint">{off.length > 0 ? t('templates.try-faulty', { blocks: named(off) }) : t(ready ? 'templates.try-hint' : 'templates.try-later')}</p></div>
        <input ref={field} id="try-scans" className="unseen" type="file" multiple accept="image/*,.tif,.tiff,.pdf" disabled={!ready || busy} tabIndex={-1} aria-label={t('templates.try-choose')} onChange={(event) => take(event.currentTarget.files)} />
        <Button disabled={!ready || busy} leftSection={<Icon name="scan" size={18} />} onClick={() => field.current?.click()}>{t('templates.try-choose')}</Button>
        {tried.length === 0 ? null : <Button variant="default" disabled={busy || !ready} onClick={() => void read(tried)}>{t('templates.try-again')}</Button>}
        {busy ? <><span className="muted" role="status">{t('templates.trying', { done, count: tried.length })}</span><Button variant="default" onClick={stop}>{t('templates.stop')}</Button></> : null}
      </header>
      {unsaved && isUnsaved ? <p role="alert" className={styles.unsaved}>{t('templates.try-unsaved')}</p> : null}
      {isRefused && suspects.length > 0 ? <p role="status" className={styles.unsaved}>{t('templates.try-suspects', { count: suspects.length, blocks: named(suspects) })}</p> : null}
      {left === 0 ? null : <p role="status" className="hint">{t('templates.try-left', { count: left, most: mostFiles })}</p>}
      {tried.length === 0 ? null : (
        <ul className={styles.tried}>
          {tried.map((one) => (
            <li key={one.id}>
              <button type="button" data-shown={one.id === shown || undefined} aria-pressed={one.id === shown} onClick={() => setShown(one.id === shown ? null : one.id)}>
                <Over tried={one} />
                <Name lines={1}>{one.file.name}</Name>
                {one.pages > 1 ? <small>{t('templates.try-page', { page: one.page, count: one.pages })}</small> : null}
                <Verdict tried={one} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {large === null ? null : (
        <div className={styles.large}>
          <Over tried={large} />
          {large.problem === null ? null : <div role="alert"><ProblemText problem={large.problem} /></div>}
          {large.reading === null ? null : (
            <table>
              <thead><tr><th scope="col">{t('templates.field')}</th><th scope="col">{t('templates.read')}</th></tr></thead>
              <tbody>{large.reading.answers.map(({ column, value, doubtful, incomplete }) => <tr key={column} data-doubtful={doubtful || undefined}><th scope="row">{column}</th><td>{value === '' ? '–' : value}{doubtful ? ` ${t(incomplete ? 'templates.incomplete' : 'templates.doubtful')}` : ''}</td></tr>)}</tbody>
            </table>
          )}
        </div>
      )}
    </section>
  );
}

/** An address for a JPEG in base64. */
function urlOf(jpeg: string): string {
  return URL.createObjectURL(new Blob([Uint8Array.from(atob(jpeg), (byte) => byte.charCodeAt(0))], { type: 'image/jpeg' }));
}

function otherPages(first: Tried, pages: number): Tried[] {
  return Array.from({ length: pages - 1 }, (_, i) => ({ ...first, pageUrl: null, id: `${first.id.split(' ')[0]} ${i + 2}`, page: i + 2, pages }));
}

function Verdict({ tried: { reading, problem } }: { readonly tried: Tried }) {
  const { t } = useTranslation();
  const words = useFaultWords();
  if (problem !== null) {
    const [said] = problem.faults.filter(({ fault }) => fault !== undefined);
    return <small data-bad="">{said === undefined ? t(`error.${problem.code}`) : t('templates.unreadable-because', { reason: words(said).text })}</small>;
  }
  if (reading === null) return <small className="muted">{t('templates.waits')}</small>;
  if (reading.refusal !== null) return <small data-bad="">{t(`templates.refusal.${reading.refusal}`)}</small>;
  const { answers, exceptions, whole } = reading, read = answers.filter(({ doubtful }) => !doubtful).length;
  return <small data-good={exceptions === 0 || undefined}>{t('templates.verdict', { read, doubtful: exceptions })}{whole === null ? null : <> {t(`templates.whole.${whole}`)}</>}</small>;
}

/** A page with its marks. */
function Over({ tried: { url, pageUrl, page, reading } }: { readonly tried: Tried }) {
  const [drawn, setDrawn] = useState(true), shown = pageUrl ?? (drawn && page === 1 ? url : null);
  const doubtful = new Set(reading?.fields.filter((field) => field.doubtful).map(({ label }) => label));
  return (
    <span className={styles.over} style={reading === null ? undefined : { aspectRatio: `${reading.width} / ${reading.height}` }}>
      {shown === null ? null : <img key={shown} src={shown} alt="" onError={() => { if (pageUrl === null) setDrawn(false); }} />}
      {reading === null ? null : (
        <svg viewBox={`0 0 ${reading.width} ${reading.height}`} preserveAspectRatio="none" aria-hidden="true">
          {reading.bubbles.map(({ field, value, marked, corners }) => <polygon key={`${field} ${value}`} data-marked={marked || undefined} data-doubtful={doubtful.has(field) || undefined} points={corners.map(([x, y]) => `${x},${y}`).join(' ')} vectorEffect="non-scaling-stroke" />)}
        </svg>
      )}
    </span>
  );
}
