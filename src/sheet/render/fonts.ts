/**
 * The fonts that are printed with: Noto Sans SC, regular and bold, and behind it one for each script that it lacks. Which characters they have, how wide a text is, and which pieces of a line are set in which font.
 * A font behind it is read when the first character needs it; all of them have one weight.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { ZhiyueError } from '../../contract/errors.ts';
import { type Face, type TextRun, textRuns } from './text-runs.ts';

export interface SheetFont {
  has(character: string): boolean;
  /** Width in points at size 1; in Noto Sans SC kerning is left aside. */
  width(text: string): number;
  /** A line's pieces from left to right, each in a font of its own. */
  runs(line: string): readonly TextRun[];
}
export interface SheetFonts { readonly regular: SheetFont; readonly bold: SheetFont }

const files = {
  regular: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  // The rest of Latin, Greek and Cyrillic, lowered figures, Devanagari.
  latin: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  // Uyghur and Kazakh in China; Arabic, Persian, Urdu.
  arabic: '@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
  tibetan: '@expo-google-fonts/noto-serif-tibetan/400Regular/NotoSerifTibetan_400Regular.ttf',
  hebrew: '@expo-google-fonts/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf',
  thai: '@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf',
  emoji: '@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf',
} as const;
type FaceName = keyof typeof files;
const behind: readonly FaceName[] = ['latin', 'arabic', 'tibetan', 'hebrew', 'thai', 'emoji'];

function pathOf(name: FaceName): string {
  try {
    return createRequire(import.meta.url).resolve(files[name]);
  } catch (cause) {
    throw new ZhiyueError('resource-missing', `The font ${files[name]} is not installed.`, { about: files[name], cause });
  }
}

function openFont(name: FaceName): Font {
  let bytes: Buffer;
  try {
    bytes = readFileSync(pathOf(name));
  } catch (cause) {
    throw cause instanceof ZhiyueError ? cause : new ZhiyueError('resource-missing', `The font ${files[name]} cannot be read.`, { about: files[name], cause });
  }
  const font = create(bytes);
  if ('fonts' in font) throw new ZhiyueError('resource-missing', 'A font collection where one font is expected.');
  return font;
}

/**
 * fontkit keeps a glyph with the characters that it was first made for, and shapes later words by those: after ٵ, of which ا is a part, other words no longer joined. So it starts afresh for each piece.
 */
function forgetGlyphs(font: object): void {
  Reflect.set(font, '_glyphs', {});
}

interface PlainFace extends Face { readonly width: (text: string) => number }

/** Letters stand by themselves: a text is as wide as they are together. */
function plainFace(name: FaceName): PlainFace {
  const font = openFont(name);
  const widths = new Map<string, number | null>();
  const widthOf = (character: string): number | null => {
    let width = widths.get(character);
    if (width === undefined) {
      const code = character.codePointAt(0) ?? 0;
      width = font.hasGlyphForCodePoint(code) ? font.glyphForCodePoint(code).advanceWidth / font.unitsPerEm : null;
      widths.set(character, width);
    }
    return width;
  };
  return { name, shaped: false, has: (character) => widthOf(character) !== null, width: (text) => [...text].reduce((sum, character) => sum + (widthOf(character) ?? 1), 0) };
}

/** Letters join, stack and carry marks: a text is as wide as it is when it has been laid out. */
function shapedFace(name: FaceName): Face {
  let font: Font | undefined;
  const opened = (): Font => (font ??= openFont(name));
  const widths = new Map<string, number | null>();
  const laidOut = (text: string): number | null => {
    try {
      forgetGlyphs(opened());
      return opened().layout(text, []).advanceWidth / opened().unitsPerEm;
    } catch (problem) {
      if (problem instanceof ZhiyueError) throw problem;
      return null;
    }
  };
  return {
    name, shaped: true,
    has: (character) => opened().hasGlyphForCodePoint(character.codePointAt(0) ?? 0),
    width: (text) => {
      let width = widths.get(text);
      if (width === undefined) widths.set(text, width = laidOut(text));
      return width;
    },
  };
}

function sheetFont(first: PlainFace, others: readonly Face[]): SheetFont {
  return {
    has: (character) => first.has(character) || others.some((face) => face.has(character)),
    width: (text) => ([...text].every(first.has) ? first.width(text) : textRuns(text, first, others).reduce((sum, { widthEm }) => sum + widthEm, 0)),
    runs: (line) => textRuns(line, first, others),
  };
}

/** Reads Noto Sans SC from disk (some 25 ms), other fonts when they are needed; throws `resource-missing`. */
export function loadFonts(): SheetFonts {
  const others = behind.map(shapedFace);
  return { regular: sheetFont(plainFace('regular'), others), bold: sheetFont(plainFace('bold'), others) };
}

/** Chooses the font for a piece that is drawn next. */
export function chooseFont(doc: PDFKit.PDFDocument, { face, shaped }: TextRun): void {
  doc.font(face);
  const current: unknown = Reflect.get(doc, '_font');
  const font: unknown = shaped && typeof current === 'object' && current !== null ? Reflect.get(current, 'font') : null;
  if (typeof font === 'object' && font !== null) forgetGlyphs(font);
}

/** Makes the fonts known to a document under the names that runs carry; it opens those that are drawn with, and takes along the characters that are used. */
export function registerFonts(doc: PDFKit.PDFDocument): void {
  for (const name of ['regular', 'bold', ...behind] as const) doc.registerFont(name, pathOf(name));
}
