/** The image of a page as an address within this window; given back when nobody shows it. */
import { useEffect, useState } from 'react';
import { useStation } from '../../app/station-context.ts';
import { problemOf, type RequestProblem } from '../../store/problem.ts';

interface PageImage { readonly url: string | null; readonly problem: RequestProblem | null; readonly again: () => void }
const nothingYet = { url: null, problem: null };

/** `width` in pixels, at most the scan's own. */
export function usePageImage(pageId: string, width: number): PageImage {
  const { client } = useStation();
  const [image, setImage] = useState<Omit<PageImage, 'again'>>(nothingYet);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    let url: string | null = null;
    setImage(nothingYet);
    const open = async (): Promise<void> => {
      try {
        const content = await client.request('getPageImage', { params: { pageId }, query: { width } }, { signal: abort.signal });
        if (abort.signal.aborted) return;
        url = URL.createObjectURL(content);
        setImage({ url, problem: null });
      } catch (error) {
        if (!abort.signal.aborted) setImage({ url: null, problem: problemOf(error) });
      }
    };
    void open();
    return () => {
      abort.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [client, pageId, width, times]);
  return { ...image, again: () => setTimes((before) => before + 1) };
}
