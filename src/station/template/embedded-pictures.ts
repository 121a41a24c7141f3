/** Pictures that a template holds itself, as `data:` addresses, for where its file's folder is not at hand: an exam goes from machine to machine. */
import { readFile } from 'node:fs/promises';
import type { Template } from '../../exam/template.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { jpegOfGray } from '../images/crop.ts';
import { decodePage } from '../images/decode.ts';
import { decodeRaster } from '../images/raster.ts';
import { sniffType } from '../images/scan-type.ts';
import { besideTemplate } from './load-template.ts';
import { isEmbedded } from './template-kind.ts';

/** Bytes up to which a marker's picture is held as it is, and a reference once it is grey. */
const most = { marker: 300_000, reference: 1_500_000 };
const quality = 70;

/** The template with what is beside its file; a picture that is not there, or too large, is named still, and is of no use then. */
export async function withPictures(template: Template, templateFile: string): Promise<Template> {
  const { markers, reference } = template.registration;
  const marker = markers === undefined || isEmbedded(markers.image) ? null : await readFile(besideTemplate(templateFile, markers.image)).catch(() => null);
  const page = reference === undefined || isEmbedded(reference) ? null : await decodePage(besideTemplate(templateFile, reference), { page: 1 }).then(({ image }) => jpegOfGray(image, quality), () => null);
  return {
    ...template,
    registration: {
      ...template.registration,
      ...(markers === undefined || marker === null || marker.length > most.marker ? {} : { markers: { ...markers, image: addressOf(marker) } }),
      ...(page === null || page.length > most.reference ? {} : { reference: addressOf(page) }),
    },
  };
}

function addressOf(bytes: Uint8Array): string {
  return `data:image/${sniffType(bytes) ?? 'jpeg'};base64,${Buffer.from(bytes).toString('base64')}`;
}

/** A picture that a template holds; null for one that is in a file, or none. */
export async function embeddedPicture(name: string | undefined): Promise<GrayImage | null> {
  if (name === undefined || !isEmbedded(name)) return null;
  const bytes = Buffer.from(name.slice(name.indexOf(',') + 1), 'base64'), type = sniffType(bytes);
  if (type === null || type === 'pdf') return null;
  return decodeRaster(bytes, type, { page: 1, about: 'template' }).then(({ image }) => image, () => null);
}
