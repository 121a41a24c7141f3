/** Name of a crop within the data folder; the field `''` is the whole page, small. */
export function cropFile(pageId: string, field: string): string {
  return `crops/${pageId.slice(0, 2)}/${pageId}-${field === '' ? 'page' : field.replace(':', '.')}.jpg`;
}
