/** Ways in which a scan or a photo of a sheet comes out worse than it was: laid askew, stretched by a feeder, pale, copied, folded, written over. */
import sharp, { type Sharp } from 'sharp';

interface Original { readonly data: Buffer; readonly width: number; readonly height: number }

type Way = (picture: Original) => Sharp | Promise<Sharp>;

const white = '#fff', desk = '#555';

function turned(degrees: number, background = white): Way {
  return ({ data }) => sharp(data).rotate(degrees, { background });
}

function changed(matrix: [[number, number], [number, number]]): Way {
  return ({ data }) => sharp(data).affine(matrix, { background: white, interpolator: 'bicubic' });
}

/** What lies over the picture, drawn in its pixels. */
function drawn(svgOf: (width: number, height: number) => string, blend: 'over' | 'multiply' = 'over'): Way {
  return ({ data, width, height }) => sharp(data).composite([{ input: Buffer.from(`<svg width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg">${svgOf(width, height)}</svg>`), blend }]);
}

/** Only a part, without shares of the height at the top and of the width on the left. */
function cut(top: number, left: number): Way {
  return ({ data, width, height }) => {
    const [x, y] = [Math.round(width * left), Math.round(height * top)];
    return sharp(data).extract({ left: x, top: y, width: width - x, height: height - y });
  };
}

function sized(share: number): Way {
  return ({ data, width }) => sharp(data).resize(Math.round(width * share));
}

/** A teacher's tick, ring, wave and mark in red. */
const corrections = (w: number, h: number): string => `<g stroke="#d22" stroke-width="${w / 350}" fill="none"><path d="M${w * 0.2} ${h * 0.3} l${w * 0.03} ${w * 0.03} l${w * 0.07} ${-w * 0.1}"/><path d="M${w * 0.6} ${h * 0.5} l${w * 0.03} ${w * 0.03} l${w * 0.07} ${-w * 0.1}"/><circle cx="${w * 0.45}" cy="${h * 0.7}" r="${w * 0.05}"/><text x="${w * 0.7}" y="${h * 0.2}" font-size="${w * 0.06}" fill="#d22">87</text></g>`;

const fold = (w: number, h: number): string => `<path d="M0 0 L${w * 0.16} 0 L0 ${h * 0.11} Z" fill="#ddd"/><path d="M${w * 0.16} 0 L0 ${h * 0.11} L${w * 0.15} ${h * 0.1} Z" fill="#f4f4f4"/>`;

const shadow = (w: number, h: number): string => `<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/><stop offset="0.45" stop-color="#fff"/><stop offset="0.55" stop-color="#9a9a9a"/><stop offset="1" stop-color="#b5b5b5"/></linearGradient></defs><rect width="${w}" height="${h}" fill="url(#g)"/>`;

const punched = (w: number, h: number): string => [0.37, 0.63].map((at) => `<circle cx="${w * 0.035}" cy="${h * at}" r="${w * 0.014}" fill="#222"/>`).join('');

const streak = (w: number, h: number): string => `<rect x="${w * 0.63}" width="${w / 500}" height="${h}" fill="#444"/>`;

export const ways: Readonly<Record<string, Way>> = {
  'turned by 3°': turned(3), 'by -11° on a desk': turned(-11, desk), 'on its side': turned(90), 'upside down': turned(180), 'in a mirror': ({ data }) => sharp(data).flop(),
  'sheared by 2 %': changed([[1, 0.02], [0, 1]]), '1 % longer': changed([[1, 0], [0, 1.01]]), '2 % longer': changed([[1, 0], [0, 1.02]]), '3 % longer': changed([[1, 0], [0, 1.03]]), '2 % narrower': changed([[0.98, 0], [0, 1]]),
  'JPEG quality 25': async ({ data }) => sharp(await sharp(data).jpeg({ quality: 25 }).toBuffer()), 'of 0.6 the size': sized(0.6), 'of 1.7 the size': sized(1.7),
  'in grey, paler': ({ data }) => sharp(data).greyscale().linear(0.7, 60), 'half the contrast': ({ data }) => sharp(data).linear(0.5, 125), darker: ({ data }) => sharp(data).linear(0.62, 0),
  blurred: ({ data, width }) => sharp(data).blur(Math.max(0.6, width / 1100)), 'blurred, sigma 2.4 px': ({ data }) => sharp(data).blur(2.4), 'blurred, sigma 4 px': ({ data }) => sharp(data).blur(4),
  'black and white': ({ data }) => sharp(data).greyscale().threshold(150), 'without 5 % at the top': cut(0.05, 0), 'without 3 % on the left': cut(0, 0.03),
  'a corner folded': drawn(fold), 'half in shadow': drawn(shadow, 'multiply'), 'corrected in red': drawn(corrections, 'multiply'), 'a dirt streak': drawn(streak, 'multiply'), 'punched on the left': drawn(punched),
  'a copy of a copy': async ({ data }) => sharp(await sharp(await sharp(data).greyscale().blur(1).linear(1.5, -70).toBuffer()).blur(0.8).linear(1.35, -40).jpeg({ quality: 60 }).toBuffer()),
};
