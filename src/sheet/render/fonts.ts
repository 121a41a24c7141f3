/** Noto Sans SC, regular and bold: which characters it has, and how wide they are. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { ZhiyueError } from '../../contract/errors.ts';

export interface SheetFont {
  readonly bytes: Buffer;
  has(character: string): boolean;
  /** Width in points at size 1, kerning left aside. */
  width(text: string): number;
}
export interface SheetFonts { readonly regular: SheetFont; readonly bold: SheetFont }

const files = {
  regular: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
} as const;

function singleFont(bytes: Buffer): Font {
  const font = create(bytes);
  if ('fonts' in font) throw new ZhiyueError('resource-missing', 'A font collection where one font is expected.');
  return font;
}

function loadFont(file: string): SheetFont {
  let bytes: Buffer;
  try {
    bytes = readFileSync(createRequire(import.meta.url).resolve(file));
  } catch (cause) {
    throw new ZhiyueError('resource-missing', `The font ${file} is not installed.`, { about: file, cause });
  }
  const font = singleFont(bytes);
  const widths = new Map<string, number>();
  const widthOf = (character: string): number => {
    let width = widths.get(character);
    if (width === undefined) {
      width = font.glyphForCodePoint(character.codePointAt(0) ?? 0).advanceWidth / font.unitsPerEm;
      widths.set(character, width);
    }
    return width;
  };
  return {
    bytes,
    has: character => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0),
    width: text => [...text].reduce((sum, character) => sum + widthOf(character), 0),
  };
}

/** Reads both fonts from disk (some 25 ms); throws `resource-missing`. */
export function loadFonts(): SheetFonts {
  return { regular: loadFont(files.regular), bold: loadFont(files.bold) };
}
