/** Draws the icons of program and exam files into `build/`: PNG for Linux, ICO for Windows, ICNS for macOS. Run by hand when the drawing changes; what comes out is committed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { create } from 'fontkit';
import sharp from 'sharp';

const root = path.resolve(import.meta.dirname, '..');
const build = path.join(root, 'build');

/** The character as a path in a square of 1024, so that no font is needed to draw it. */
function characterPath(character: string, size: number, centreX: number, centreY: number): string {
  const font = create(readFileSync(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf')));
  if ('fonts' in font) throw new Error('one font was expected');
  const glyph = font.glyphForCodePoint(character.codePointAt(0) ?? 0);
  const { minX, minY, maxX, maxY } = glyph.bbox;
  const scale = size / Math.max(maxX - minX, maxY - minY);
  return `<g transform="translate(${centreX} ${centreY}) scale(${scale} ${-scale}) translate(${-(minX + maxX) / 2} ${-(minY + maxY) / 2})"><path d="${glyph.path.toSVG()}"/></g>`;
}

const seal = (inner: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">
<defs><linearGradient id="ink" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#d65440"/><stop offset="1" stop-color="#ae3322"/></linearGradient></defs>
<rect x="64" y="64" width="896" height="896" rx="196" fill="url(#ink)"/>${inner}</svg>`;

/** The seal with its character and a tick, for where there is room. */
const large = seal(`<rect x="132" y="132" width="760" height="760" rx="136" fill="none" stroke="#fff" stroke-width="20" opacity=".9"/>
<g fill="#fff">${characterPath('阅', 540, 512, 512)}</g>`);

/** Below 48 pixels a character of ten strokes is a blot: the same colours, lines of a sheet and a tick, as in the window's own mark. */
const small = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="1" width="30" height="30" rx="7" fill="#c2402c"/><path d="M8 9.5h16M8 16h16M8 22.5h5" stroke="#fff" stroke-width="2.6" stroke-linecap="round" opacity=".6"/><path d="m15.5 22.3 4 3.4 6.5-9" fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

/** A sheet with filled bubbles and the seal on it. */
const rows = [330, 430, 530, 630].map((y, row) => [330, 440, 550, 660].map((x, column) => `<ellipse cx="${x}" cy="${y}" rx="36" ry="25" ${column === [1, 3, 0, 2][row] ? 'fill="#3b4252"' : 'fill="none" stroke="#9aa3b5" stroke-width="11"'}/>`).join('')).join('');
const document = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024"><path d="M240 72h400l176 176v640a64 64 0 0 1-64 64H240a64 64 0 0 1-64-64V136a64 64 0 0 1 64-64z" fill="#fff" stroke="#aab2c2" stroke-width="18"/><path d="M640 72v112a64 64 0 0 0 64 64h112z" fill="#dfe3ea" stroke="#aab2c2" stroke-width="18" stroke-linejoin="round"/>
${rows}<rect x="560" y="640" width="340" height="340" rx="74" fill="#c2402c"/><g fill="#fff">${characterPath('阅', 220, 730, 810)}</g></svg>`;

const png = (svg: string, size: number): Promise<Buffer> => sharp(Buffer.from(svg.replace('<svg ', `<svg width="${size}" height="${size}" `))).png({ compressionLevel: 9, effort: 10 }).toBuffer();

/** ICO: a directory of PNG images. https://learn.microsoft.com/windows/win32/menurc/resources-reference */
function ico(images: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach(({ size, png: bytes }, at) => {
    const entry = 6 + 16 * at;
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(bytes.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += bytes.length;
  });
  return Buffer.concat([header, ...images.map((image) => image.png)]);
}

/** ICNS: PNG images under a four-letter name for each size. */
function icns(images: readonly { readonly kind: string; readonly png: Buffer }[]): Buffer {
  const parts = images.map(({ kind, png: bytes }) => {
    const head = Buffer.alloc(8);
    head.write(kind, 'latin1');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

async function writeSet(name: string, drawing: (size: number) => string): Promise<void> {
  const sizes = new Map(await Promise.all([16, 24, 32, 48, 64, 128, 256, 512, 1024].map(async (size) => [size, await png(drawing(size), size)] as const)));
  const at = (size: number): Buffer => sizes.get(size) ?? Buffer.alloc(0);
  writeFileSync(path.join(build, `${name}.ico`), ico([16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, png: at(size) }))));
  const kinds: readonly (readonly [string, number])[] = [['icp4', 16], ['icp5', 32], ['ic11', 32], ['ic12', 64], ['ic07', 128], ['ic13', 256], ['ic08', 256], ['ic14', 512], ['ic09', 512], ['ic10', 1024]];
  writeFileSync(path.join(build, `${name}.icns`), icns(kinds.map(([kind, size]) => ({ kind, png: at(size) }))));
  if (name !== 'icon') return;
  mkdirSync(path.join(build, 'icons'), { recursive: true });
  for (const size of [16, 32, 48, 64, 128, 256, 512]) writeFileSync(path.join(build, 'icons', `${size}x${size}.png`), at(size));
}

writeFileSync(path.join(build, 'icon.svg'), `${large}\n`);
await writeSet('icon', (size) => (size < 48 ? small : large));
await writeSet('zyexam', () => document);
