/** How well a page came out of the scanner, in what is worth telling the operator. Pure; the screens judge a page by it, the station a batch. */
import { z } from 'zod';

/** As the reading has it; older readings lack some. */
export const pageQualitySchema = z.object({
  dpi: z.number().nullable().default(null), orientation: z.number().default(0), skewDegrees: z.number().default(0), residualMm: z.number().default(0), contrast: z.number().default(0), edgeWidthMm: z.number().default(0),
  outsideMm: z.number().optional(), longerMm: z.number().optional(), widerMm: z.number().optional(), stretchPercent: z.number().optional(),
  image: z.object({ paperLevel: z.number(), darkLevel: z.number(), streaks: z.array(z.number()), moire: z.number() }).optional(),
});
export type ShownQuality = z.infer<typeof pageQualitySchema>;

export const qualityFaults = ['skewed', 'upside-down', 'blurred', 'low-contrast', 'dark', 'overexposed', 'cut-off', 'streak', 'double-feed', 'stretched', 'moire', 'distorted'] as const;
export type QualityFault = (typeof qualityFaults)[number];

function isDark({ image }: ShownQuality): boolean {
  return image !== undefined && image.paperLevel < 0.5;
}

/** Sheets through a feeder come out as wide as they are; what a camera shows is wider. */
const fromFeeder = ({ widerMm }: ShownQuality): boolean => widerMm !== undefined && Math.abs(widerMm) < 12;

/**
 * Bounds at which the reader still reads, mostly: they warn in time. The simulated scanner's pages have edges of 0.2 to 0.35 mm, contrasts of 0.75 to 0.9, skews to 1.3°, residuals to 0.03 mm;
 * worn ones 0.5 mm and 0.53; photos a paper of 0.66 at the darkest.
 */
const shows: Readonly<Record<QualityFault, (quality: ShownQuality) => boolean>> = {
  // Whoever takes a photo holds the phone as it comes, though not so far askew as a sheet may lie on the glass.
  'skewed': ({ skewDegrees, widerMm }) => Math.abs(skewDegrees) > 2.5 && widerMm !== undefined && (widerMm < 30 || Math.abs(skewDegrees) > 15),
  // It is read all the same; the stack lies the wrong way round.
  'upside-down': ({ orientation }) => orientation === 180,
  'blurred': ({ edgeWidthMm }) => edgeWidthMm > 0.6,
  // In little light paper is dark and its contrast small: a darker scan is the last thing to try.
  'low-contrast': (quality) => quality.contrast > 0 && quality.contrast < 0.45 && !isDark(quality),
  'dark': isDark,
  'overexposed': ({ image, contrast }) => image !== undefined && image.paperLevel > 0.99 && contrast > 0 && contrast < 0.6,
  'cut-off': ({ outsideMm }) => (outsideMm ?? 0) > 6,
  'streak': ({ image }) => (image?.streaks.length ?? 0) > 0,
  'double-feed': (quality) => (quality.longerMm ?? 0) > 40 && fromFeeder(quality),
  'stretched': (quality) => Math.abs(quality.stretchPercent ?? 0) > 2.5 && fromFeeder(quality),
  'moire': ({ image }) => (image?.moire ?? 0) > 0.04,
  'distorted': ({ residualMm }) => residualMm > 0.3,
};

/** Whether it was a camera: the page lies in perspective, so that nothing tells how wide the picture is. Of a photo from straight above nobody knows; nor of older readings, which lack more. */
export function isPhoto({ dpi, outsideMm, widerMm }: ShownQuality): boolean {
  return dpi !== null && outsideMm !== undefined && widerMm === undefined;
}

/** What is wrong with a page, the most telling first; nothing for a good one. */
export function faultsOf(quality: ShownQuality): QualityFault[] {
  return qualityFaults.filter((fault) => shows[fault](quality));
}

/** What an alarm about a batch can say: what its pages show, and what they amount to together. */
export const alarmKinds = [...qualityFaults, 'fading', 'blank-backs', 'unreadable', 'doubtful', 'repeated'] as const;
export type AlarmKind = (typeof alarmKinds)[number];
