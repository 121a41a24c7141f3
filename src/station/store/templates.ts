/** Templates of foreign sheets that people draw, with the scan they are drawn on. */
import { z } from 'zod';
import type { Template } from '../../exam/template.ts';
import { json } from './columns.ts';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

const templateRow = z.object({ templateId: z.string(), revision: z.int(), updatedAt: z.string(), referenceRevision: z.int(), template: json<Template>() });
export type KeptTemplate = z.infer<typeof templateRow>;
const columns = 'template_id AS templateId, revision, updated_at AS updatedAt, reference_revision AS referenceRevision, template';

/** By name. */
export function allTemplates(db: Db): KeptTemplate[] {
  return db.all(templateRow, `SELECT ${columns} FROM templates ORDER BY name COLLATE NOCASE, template_id`);
}

export function findTemplate(db: Db, templateId: string): KeptTemplate | null {
  return db.get(templateRow, `SELECT ${columns} FROM templates WHERE template_id = ?`, templateId);
}

/** A JPEG image; null where the template has none, or is not there. */
export function referenceOf(db: Db, templateId: string): Uint8Array | null {
  return db.get(z.object({ reference: z.instanceof(Uint8Array).nullable() }), 'SELECT reference FROM templates WHERE template_id = ?', templateId)?.reference ?? null;
}

export interface TemplateToSave { readonly templateId: string; readonly revision: number; readonly template: Template; /** Left out: it keeps the one it has. */ readonly reference?: Uint8Array }

export function saveTemplate(tx: Tx, { templateId, revision, template, reference }: TemplateToSave): void {
  tx.run(
    `INSERT INTO templates (template_id, revision, name, template, reference, reference_revision, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, iif(?5 IS NULL, 0, ?2), ?6)
     ON CONFLICT (template_id) DO UPDATE SET revision = ?2, name = ?3, template = ?4, reference = coalesce(?5, reference), reference_revision = iif(?5 IS NULL, reference_revision, ?2), updated_at = ?6`,
    templateId, revision, template.name, JSON.stringify(template), reference ?? null, tx.now.toISOString(),
  );
}

export function removeTemplate(tx: Tx, templateId: string): void {
  tx.run('DELETE FROM templates WHERE template_id = ?', templateId);
}
