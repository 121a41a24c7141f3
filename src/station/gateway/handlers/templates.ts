/** Templates of foreign sheets: begun on a scan or taken from a file, drawn, tried on other scans, given out as a file. */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ZhiyueError } from '../../../contract/errors.ts';
import type { SheetTemplate, TemplateBlock as ShownBlock, TemplateReading as ShownReading } from '../../../contract/routes/templates.ts';
import { fault } from '../../../contract/faults.ts';
import { notThere } from '../../../contract/not-there.ts';
import { columnOfBlock, type DrawnBlock, emptyTemplate, isNear, withBlocks } from '../../../sheet/template/edit.ts';
import { refuseContradictions, roomBeyond } from '../../../sheet/template/contradictions.ts';
import { type ExpandedTemplate, expandTemplate } from '../../../sheet/template/expand.ts';
import { expandLabels } from '../../../sheet/template/labels.ts';
import { fromOmrChecker, isOmrChecker, unknownSteps } from '../../../sheet/template/omrchecker.ts';
import { type Template, type TemplateBlock, templateSchema } from '../../../exam/template.ts';
import { allTemplates, findTemplate, type KeptTemplate, referenceOf, removeTemplate, saveTemplate } from '../../store/templates.ts';
import { templateRefusal } from '../../template/template-faults.ts';
import { otherThanTemplate, picturesOf } from '../../template/template-kind.ts';
import type { DrawnTemplateInput, Snapped, TriedReading } from '../../template/drawn-template.job.ts';
import type { TriedPage } from '../../template/tried-page.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

type TemplateRoutes = 'listTemplates' | 'createTemplate' | 'importTemplate' | 'getTemplate' | 'saveTemplate' | 'deleteTemplate' | 'setTemplateReference' | 'getTemplateReference' | 'getTemplateFile' | 'snapBlock' | 'tryTemplate';

const reference = z.object({ jpeg: z.instanceof(Uint8Array), width: z.int(), height: z.int(), pages: z.int() });
/** What our own thread has made is not checked again, as in the record. */
const snapped = z.custom<Snapped>(), tried = z.custom<TriedReading>();
const timeoutMs = 60_000;
/** Seen less than this, a block lies better where a person drew it. */
const leastSupport = 0.5;
/** From so many marks on they say where a page lies that has no bubbles. */
const leastMarks = 3;

export function templateHandlers({ store, pool }: GatewayParts): Handlers<TemplateRoutes> {
  /** The thread reads a file: bytes of this size are not worth copying into it. */
  async function inThread<S extends z.ZodType>(bytes: Uint8Array, asked: (file: string) => DrawnTemplateInput, answer: S, signal: AbortSignal): Promise<z.output<S>> {
    // Emptied at every start, should the station die meanwhile.
    const file = join(store.dataFolder, 'incoming', randomUUID());
    try {
      await writeFile(file, bytes);
      return answer.parse(await pool.run('drawn-template', asked(file), { timeoutMs, signal, line: 'asked' }));
    } finally {
      await rm(file, { force: true });
    }
  }

  /** Writes the next revision of a template as it is then; `change` runs in the transaction. */
  const changed = (templateId: string, actor: string, what: 'blocks' | 'reference', change: (kept: KeptTemplate) => { readonly template: Template; readonly reference?: Uint8Array }): Promise<SheetTemplate> => store.write((tx) => {
    const kept = templateOrRefuse(findTemplate(tx, templateId), templateId);
    const revision = kept.revision + 1;
    saveTemplate(tx, { templateId, revision, ...change(kept) });
    tx.append({ type: 'template.changed', examId: null, actor, payload: { template_id: templateId, revision, changed: [what] } });
    return shown(templateOrRefuse(findTemplate(tx, templateId), templateId));
  });
  const created = (template: Template, actor: string, picture?: Uint8Array): Promise<SheetTemplate> => store.write((tx) => {
    const templateId = randomUUID();
    saveTemplate(tx, { templateId, revision: 1, template, ...(picture === undefined ? {} : { reference: picture }) });
    tx.append({ type: 'template.created', examId: null, actor, payload: { template_id: templateId, revision: 1 } });
    return shown(templateOrRefuse(findTemplate(tx, templateId), templateId));
  });
  const find = (templateId: string): KeptTemplate => templateOrRefuse(findTemplate(store.db, templateId), templateId);
  const pictureOf = (templateId: string): Uint8Array => {
    find(templateId);
    return referenceOf(store.db, templateId) ?? refused(ZhiyueError.of('not-found', [fault('template-no-reference')], { about: templateId }));
  };
  /** `here`: with what the station has of it, which has no pictures. */
  const readable = (templateId: string, { here }: { readonly here: boolean }): Template => {
    const { template } = find(templateId);
    if (!isFoundBy(template) && (here || template.registration.reference === undefined)) throw ZhiyueError.of('template-invalid', [fault('template-blocks-unset')], { about: template.name });
    // While it is drawn it may be anything; a page is read with it only when it can be right.
    return sound(template.name, template, () => {
      refuseContradictions(expandTemplate(template));
      return template;
    });
  };

  return {
    async listTemplates() {
      return { templates: allTemplates(store.db).map((kept) => summary(kept)) };
    },

    async createTemplate({ query: { name }, body, principal, signal }) {
      const { jpeg, pages, ...page } = await inThread(body, (file) => ({ what: 'reference', file, template: null }), reference, signal);
      return { ...await created(emptyTemplate(name, page), principal.id, jpeg), pages };
    },

    async importTemplate({ query: { name }, body, principal }) {
      const other = otherThanTemplate(body);
      if (other !== null) throw ZhiyueError.of('template-invalid', [fault(other)], { about: name });
      const template = sound(name, body, () => {
        const taken = isOmrChecker(body) ? fromOmrChecker(body) : templateSchema.parse(body);
        refuseContradictions(expandTemplate(taken));
        return taken;
      });
      return { ...await created({ ...template, name }, principal.id), leftAside: [...unknownSteps(body)] };
    },

    async getTemplate({ params: { templateId } }) {
      return shown(find(templateId));
    },

    async saveTemplate({ params: { templateId }, body: { revision, name, blocks }, principal }) {
      return changed(templateId, principal.id, 'blocks', (kept) => {
        if (kept.revision !== revision) throw new ZhiyueError('revision-stale', `The template was changed meanwhile: it has revision ${kept.revision}, the change began from ${revision}.`, { about: kept.template.name });
        return { template: sound(name, blocks, () => withBlocks(kept.template, name, blocks.map((block) => drawnBlock(block, kept.template)))) };
      });
    },

    async deleteTemplate({ params: { templateId }, principal }) {
      await store.write((tx) => {
        const { revision } = templateOrRefuse(findTemplate(tx, templateId), templateId);
        removeTemplate(tx, templateId);
        tx.append({ type: 'template.deleted', examId: null, actor: principal.id, payload: { template_id: templateId, revision } });
      });
    },

    async setTemplateReference({ params: { templateId }, body, principal, signal }) {
      const { template } = find(templateId);
      const { jpeg, pages, ...page } = await inThread(body, (file) => ({ what: 'reference', file, template: isFoundBy(template) ? template : null }), reference, signal);
      const answer = await changed(templateId, principal.id, 'reference', (kept) => ({ template: isBare(kept.template) ? { ...kept.template, page } : kept.template, reference: jpeg }));
      return { ...answer, pages };
    },

    async getTemplateReference({ params: { templateId } }) {
      return { content: pictureOf(templateId), mediaType: 'image/jpeg' };
    },

    async getTemplateFile({ params: { templateId } }) {
      const template = readable(templateId, { here: false });
      return { content: Buffer.from(`${JSON.stringify(template, null, 1)}\n`), mediaType: 'application/json', fileName: `${template.name.replace(/[^\p{L}\p{N} _-]+/gu, '_').trim().slice(0, 80) || 'template'}.template.json` };
    },

    async snapBlock({ params: { templateId }, body: { block }, signal }) {
      const { template } = find(templateId);
      const alone = sound(template.name, block, () => withBlocks({ ...template, registration: { ...template.registration, frame: 'image' } }, template.name, [drawnBlock(block, template)]));
      const { block: better, support, ...told } = await inThread(pictureOf(templateId), (file) => ({ what: 'snap', file, template: alone }), snapped, signal);
      const taken = better !== null && support >= leastSupport && isNear(keptBlock(block, template), better) ? better : null;
      return { block: taken === null ? block : { ...shownBlock(taken, template), column: block.column, candidate: block.candidate }, support: taken === null ? 0 : support, ...told };
    },

    async tryTemplate({ params: { templateId }, query: { page, picture }, body, signal }) {
      const template = readable(templateId, { here: true });
      const { reading, quality, jpeg, ...size } = await inThread(body, (file) => ({ what: 'read', file, template, page, picture }), tried, signal), expanded = expandTemplate(template);
      // What reads texts is loaded when somebody tries a page, not when the station starts.
      const { triedPage } = await import('../../template/tried-page.ts');
      return { ...shownReading(reading, expanded, size), ...await triedPage(expanded, { reading, quality }), picture: jpeg === null ? null : Buffer.from(jpeg).toString('base64') };
    },
  };
}

function refused(error: ZhiyueError): never {
  throw error;
}

function templateOrRefuse(kept: KeptTemplate | null, templateId: string): KeptTemplate {
  return kept ?? refused(notThere('template', templateId));
}

/** Throws ZhiyueError template-invalid where the template contradicts itself. */
function sound(name: string, json: unknown, make: () => Template): Template {
  try {
    const template = make();
    expandTemplate(template);
    return template;
  } catch (cause) {
    throw templateRefusal(name, json, cause);
  }
}

/** Whether what stands in the template itself says where a page lies. */
function isFoundBy({ blocks, registration: { marks } }: Template): boolean {
  return blocks.length > 0 || marks.length >= leastMarks;
}

/** Whether nothing has a place on its page, which may then be of any size. */
function isBare({ blocks, regions, registration: { marks } }: Template): boolean {
  return blocks.length + regions.length + marks.length === 0;
}

function summary({ templateId, revision, updatedAt, referenceRevision, template }: KeptTemplate) {
  return { templateId, name: template.name, revision, updatedAt, referenceRevision, fields: template.blocks.reduce((sum, block) => sum + expandLabels(block.fields).length, 0) };
}

function shown(kept: KeptTemplate): SheetTemplate {
  const { template } = kept;
  return { ...summary(kept), width: template.page.width, height: template.page.height, overhang: roomBeyond(template), blocks: template.blocks.map((block) => shownBlock(block, template)), regions: template.regions.map(({ name, kind, x, y, w, h }) => ({ name, kind, x, y, w, h, candidate: name === template.candidate })), pictures: picturesOf(template) };
}

function shownBlock(block: TemplateBlock, template: Template): ShownBlock {
  const { name, x, y, bubble, fields, values, direction, valueGap, fieldGap, empty } = block;
  const column = columnOfBlock(template, block);
  return { name, x, y, ...(bubble ?? template.bubble), fields: expandLabels(fields), values: [...values], direction, valueGap, fieldGap, column, candidate: column !== null && column === template.candidate, ...(empty === '' ? {} : { empty }) };
}

function drawnBlock(block: ShownBlock, template: Template): DrawnBlock {
  return { block: keptBlock(block, template), column: block.column, candidate: block.candidate };
}

function keptBlock({ w, h, column: _column, candidate: _candidate, empty, ...rest }: ShownBlock, template: Template): TemplateBlock {
  return { ...rest, empty: empty ?? template.blocks.find(({ name }) => name === rest.name)?.empty ?? '', bubble: { w, h } };
}

function shownReading({ trouble, residualMm, fields, bubbles }: TriedReading['reading'], { bubbles: printed }: ExpandedTemplate, size: Pick<ShownReading, 'width' | 'height' | 'pages'>): Omit<ShownReading, keyof TriedPage | 'picture'> {
  const chosen = new Map(fields.map((field) => [field.label, new Set(field.chosen)]));
  return {
    refusal: trouble, ...size, residualMm,
    fields: fields.map(({ label, chosen: values, doubt }) => ({ label, chosen: values.join(''), doubtful: doubt !== null })),
    bubbles: bubbles.flatMap(({ x, y, ux, uy, vx, vy }, i) => {
      const bubble = printed[i];
      if (bubble === undefined) return [];
      const corner = (u: -1 | 1, v: -1 | 1): [number, number] => [Math.round(x + u * ux + v * vx), Math.round(y + u * uy + v * vy)];
      return [{ field: bubble.field, value: bubble.value, marked: chosen.get(bubble.field)?.has(bubble.value) ?? false, corners: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)] }];
    }),
  };
}
