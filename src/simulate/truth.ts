/** What the simulator says it drew: `truth.json`. */

export const qualities = ['scanner', 'worn', 'photo'] as const;
export type Quality = (typeof qualities)[number];

/** How a pupil left ink, or its traces, in or near a bubble. */
export type MarkKind =
  | 'filled'
  | 'half'         // half of the bubble, or wide hatching
  | 'tick'
  | 'cross'
  | 'faint'        // filled with a light hand in hard pencil
  | 'red-pen'
  | 'blue-pen'
  | 'overflow'     // filled, and the stroke leaves the bubble
  | 'erased'       // rubbed out: not an answer
  | 'crossed-out'  // filled, then struck through: not an answer
  | 'dot'          // the pen rested here: not an answer
  | 'line';        // a slip of the pen: not an answer

/** Marks that do not mean "I choose this". */
export const notAnswers: ReadonlySet<MarkKind> = new Set(['erased', 'crossed-out', 'dot', 'line']);

export interface TruthItem {
  /** The layout's field. */
  readonly field: string;
  /** What the pupil means, in the layout's order; empty for blank. */
  readonly chosen: readonly string[];
  readonly how: readonly { readonly value: string; readonly kind: MarkKind }[];
}

export interface TruthTransform {
  /** Row by row, 3 × 3: millimetres on the printed page to pixels of the image (divide by the third). */
  readonly matrix: readonly number[];
  readonly orientation: 0 | 90 | 180 | 270;
  readonly rotationDegrees: number;
  readonly printScale: number;
  readonly dpi: number;
}

export interface TruthPage {
  readonly file: string;
  readonly sheet: number;
  readonly page: number;
  /** Whose sheet it is; what is marked on it, right or wrong, stands in the items `candidate:<i>`. */
  readonly candidateNo: string;
  readonly items: readonly TruthItem[];
  /** What was printed into text boxes, by question number. */
  readonly texts: Readonly<Record<string, string>>;
  readonly quality: Quality;
  /** What the scan suffered besides the ordinary, such as `streaks`, `1-bit`, `holes`; in the example also `scanned twice`, `second sheet`, `blank`, `another exam`, `unknown candidate`, `upside down`. */
  readonly troubles: readonly string[];
  readonly transform: TruthTransform;
}

export interface Truth {
  readonly exam: string;
  readonly layoutVersion: string;
  readonly seed: number;
  readonly quality: Quality;
  readonly pages: readonly TruthPage[];
}
