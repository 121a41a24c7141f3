import path from 'node:path';
import { isOmrChecker } from '../../sheet/template/omrchecker.ts';
import { collectScans } from '../../station/intake/scan-files.ts';
import { otherBubbleSize } from '../../station/template/bubble-size.ts';
import { leftOut } from '../../station/template/left-out-blocks.ts';
import { besideTemplate, loadTemplate, readJson } from '../../station/template/load-template.ts';
import { placeIn } from '../../station/template/shared-numbers.ts';
import { readTemplateBatch } from '../../station/template/template-batch.ts';
import { picturesOf } from '../../station/template/template-kind.ts';
import type { TemplatePage } from '../../station/template/template-page.ts';
import { residualOf, whyUnread } from '../../station/template/template-tables.ts';
import type { Console } from '../console.ts';
import { sayOtherSize } from '../other-size.ts';
import { openProgress } from '../progress-display.ts';
import { SaidError } from '../said-error.ts';
import { saySkipped, withoutCopies } from '../skipped-files.ts';
import { candidateLine } from '../template-candidate.ts';
import { sayTemplateNotes } from '../template-notes.ts';
import { listenForStop } from '../until-stopped.ts';

export interface TemplateCheckOptions { readonly file: string; readonly images: readonly string[]; readonly out?: string }

/** `zhiyue template check`: what is wrong with a template, and of each page whether and where `read` would find the sheet on it. Writes nothing. */
export async function checkTemplate({ file, images, out }: TemplateCheckOptions, console: Console): Promise<number> {
  const { t } = console, templateFile = path.resolve(file);
  if (out !== undefined) throw new SaidError('option-invalid', t('template.check-out'));
  const { expanded, lattice, ink } = await loadTemplate(templateFile);
  await sayTemplateNotes(templateFile, file, console);
  console.out(t('template.sound', { file, fields: expanded.fields.length, bubbles: expanded.bubbles.length, columns: expanded.columns.length + expanded.readRegions.length }));
  console.out(candidateLine(expanded.template, isOmrChecker(await readJson(templateFile)) ? null : file, console));
  if (lattice.likewise.length > 0 && ink === null) console.out(t('template.alike'));
  if (images.length === 0) return 0;
  const { markers } = expanded.template.registration, beside = (name: string): string => besideTemplate(templateFile, name);
  const scans = await withoutCopies(await collectScans(images, picturesOf(expanded.template).map(beside)), markers === undefined ? [] : [beside(markers.image)]);
  saySkipped(scans, console);
  using stop = listenForStop(() => console.note(`\n${t('read.stopping')}`));
  const { pages, size } = await (async () => {
    using display = openProgress(console, process.stderr, 0, { starts: expanded.template.regions.some(({ kind }) => kind === 'text') ? 'engines' : 'reader' });
    try {
      const read = await readTemplateBatch({ signal: stop.signal, templateFile, files: scans.files, cropFolder: null, onPage: (done, total) => display.show({ done, total, open: false }) });
      return { pages: read, size: await otherBubbleSize(templateFile, scans.files, stop.signal) };
    } catch (error) {
      if (stop.signal.aborted) return { pages: [], size: null };
      throw error;
    }
  })();
  const place = placeIn(pages), unread = pages.filter((page) => whyUnread(page, 'en') !== null);
  for (const page of pages) console.out(lineOf(page, place(page), console));
  const others = leftOut(pages).length;
  if (others > 0) console.note(t('read.left-out', { count: others }));
  sayOtherSize(size, console, 'template.other-size');
  return unread.length === pages.length ? 1 : 0;
}

/** Of one page, as far as it was found: how far off it lies, and how many of its bubbles are seen. */
function lineOf(page: TemplatePage, name: string, { t, language }: Console): string {
  const why = whyUnread(page, language === 'en' ? 'en' : 'zh'), mm = residualOf(page);
  const off = mm === null ? '' : t('template.off', { mm: mm.toFixed(2) });
  if (why !== null) return t('template.page-unread', { name, off, why });
  const { outcome } = page, registration = outcome.kind === 'read' ? outcome.reading.registration : null;
  const seen = registration === null || registration.by === 'ink' ? '' : t('template.seen', { percent: (100 * registration.support.bubbles).toFixed(1) });
  return t('template.page-read', { name, off, seen });
}
