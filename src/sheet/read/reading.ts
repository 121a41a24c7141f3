/** What the machine read off one page: plain values, ready for the record. */

/** One byte a pixel, row by row, 0 black to 255 white. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Why an item waits for a person; its `chosen` is then only the best guess. */
export type Doubt =
  | 'faint'        // a mark so light that it may be a smudge
  | 'erased'       // looks rubbed out
  | 'crossed-out'  // a filled bubble struck through
  | 'partial'      // ink in the bubble that may be a slip of the pen
  | 'conflict'     // more than one mark, one of which is not clear, or two digits in one column
  | 'unclear'      // print, shade or dirt is nearly as dark as a mark
  | 'damaged';     // cut off, covered, or not registered well enough

export interface ItemReading {
  /** The layout's field: `<no>`, `<no>:<i>` or `candidate:<i>`. */
  readonly field: string;
  /** Values marked, in the layout's order; empty for a blank item. */
  readonly chosen: readonly string[];
  readonly kind: 'blank' | 'marked' | 'multiple';
  readonly doubt: Doubt | null;
  /** Probability that `chosen` is what the candidate meant: calibrated on simulated pages (`npm run bench -- accuracy`). */
  readonly confidence: number;
  /** Each value's fill, 0 (like the page's empty bubbles) to 1 (fully inked). */
  readonly fills: readonly { readonly value: string; readonly fill: number }[];
}

/** What a digit written into a cell may be. */
export interface WrittenDigit { readonly digit: string; readonly probability: number }

/** A point in the image, in pixels from its top left corner. */
export interface PixelPoint { readonly x: number; readonly y: number }

/** A layout region as it lies in the image: corners in reading order (top left, top right, bottom right, bottom left of the upright page). */
export interface PageRegion {
  readonly field: string;
  readonly kind: 'open' | 'text' | 'header' | 'item';
  readonly corners: readonly [PixelPoint, PixelPoint, PixelPoint, PixelPoint];
  /** Size on paper, in millimetres. */
  readonly widthMm: number;
  readonly heightMm: number;
}

export type PageTrouble =
  | 'blank'            // nothing printed or written on it
  | 'not-a-sheet'      // something is on it, but neither anchors nor a code of ours
  | 'foreign-page'     // a code of ours, of another exam
  | 'other-layout'     // this exam, but a layout version that the station does not know
  | 'no-code'          // registered, but no readable page code
  | 'not-registered'   // a readable code, but too few anchors, or they do not fit
  | 'cut-off'          // part of the bubbles lies outside the image
  | ForeignTrouble;

/** Of sheets that somebody else printed: next to nothing is marked, which may come with items; or why the template is not found on the picture. */
export type ForeignTrouble =
  | 'unmarked' | 'paper-not-found' | 'sheet-not-found' | 'other-sheet' | 'place-unsure' | 'sheet-bent'
  | 'picture-dark' | 'picture-blurred' | 'picture-long' | 'picture-shape' | 'picture-small' | 'picture-black' | 'picture-negative';

/** What the image by itself shows, whatever is on it. */
export interface ImageQuality {
  /** Brightness of the paper, 0 to 1. */
  readonly paperLevel: number;
  /** Brightness of the darkest hundredth, 0 to 1. */
  readonly darkLevel: number;
  /** Lines of dirt down the whole image: where, as shares of its width. */
  readonly streaks: readonly number[];
  /** Amplitude of a fine periodic pattern on bare paper, 0 to 1; 0 where there is none. */
  readonly moire: number;
}

export interface PageQuality {
  /** Pixels per inch as printed, from the anchors; null when not registered. */
  readonly dpi: number | null;
  /** Turn that brings the page upright: 0, 90, 180 or 270 degrees clockwise. */
  readonly orientation: 0 | 90 | 180 | 270;
  readonly skewDegrees: number;
  /** Root mean square distance of the anchors from where the fit puts them, in millimetres. */
  readonly residualMm: number;
  /** Paper minus ink, 0 to 1. */
  readonly contrast: number;
  /** Width of a printed edge, in millimetres: small is sharp. */
  readonly edgeWidthMm: number;
  /** How far the paper's corners lie outside the image, in millimetres. Left out where the page was not registered, and so are the three below; older readings have none of these. */
  readonly outsideMm?: number;
  /** By how much the image is longer and wider than the page, in millimetres as printed. */
  readonly longerMm?: number;
  readonly widerMm?: number;
  /** How much longer than wide the page came out than it was printed, in per cent. */
  readonly stretchPercent?: number;
  readonly image?: ImageQuality;
  readonly anchorsFound: number;
  readonly anchorsExpected: number;
}

export interface PageReading {
  readonly identity: {
    /** `code`: a page code was read; `structure`: the page fits the only page it can be. */
    readonly by: 'code' | 'structure' | 'none';
    readonly examTag: string | null;
    readonly layoutVersion: string | null;
    readonly page: number | null;
  };
  readonly candidate: {
    readonly by: 'code' | 'bubbles' | 'none';
    /** `_` stands for a digit that is not marked; null when nothing could be read. */
    readonly candidateNo: string | null;
    readonly confidence: number;
    readonly doubt: Doubt | null;
  };
  /** The candidate number as written above its bubbles: for each cell the likeliest digits, none for an empty one. Left out where there are no cells to write in, and in older readings. */
  readonly written?: readonly (readonly WrittenDigit[])[];
  /** Every item of the page, the candidate number's columns included; empty when the page could not be registered. */
  readonly items: readonly ItemReading[];
  /** Open and text boxes, header boxes, and each doubtful item with its surroundings. */
  readonly regions: readonly PageRegion[];
  /** The paper's corners as the layout's page lies in the image, in reading order: they say where everything of the layout is. Left out when the page could not be registered, and in older readings. */
  readonly paper?: PageRegion['corners'];
  readonly quality: PageQuality;
  /** Null when the page was read; `foreign-page`, `other-layout`, `blank`… say why there are no items. `cut-off` and `no-code` may come with items. */
  readonly trouble: PageTrouble | null;
}
