/** The bar codes and square codes that regions of foreign sheets may hold. */
export const codeFormats = ['QRCode', 'DataMatrix', 'Code128', 'Code39', 'EAN13', 'EAN8', 'PDF417'] as const;
export type CodeFormat = (typeof codeFormats)[number];
