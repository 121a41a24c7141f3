import PDFDocument from 'pdfkit';

const pointsPerMm = 72 / 25.4;

/** Scans as one PDF, a scan on each A4 page, as multifunction copiers send them. */
export function pdfOfScans(images: readonly string[]): Promise<Buffer> {
  const size: [number, number] = [210 * pointsPerMm, 297 * pointsPerMm];
  const pdf = new PDFDocument({ autoFirstPage: false });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const image of images) pdf.addPage({ size, margin: 0 }).image(image, 0, 0, { width: size[0], height: size[1] });
  return new Promise((resolve, reject) => {
    pdf.once('end', () => resolve(Buffer.concat(chunks))).once('error', reject);
    pdf.end();
  });
}
