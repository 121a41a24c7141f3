import model from './glyph-model.json' with { type: 'json' };
import { activations, type Activations, forward, type NetWeights } from './net.ts';

/** One character that a picture may show, with its probability among those that were asked for. */
export interface GlyphGuess { readonly text: string; readonly probability: number }

/** The characters that the network knows, in one text. */
export const knownGlyphs: string = model.classes.join('');

type Layer = { readonly scale: number; readonly values: string };

let loaded: { readonly net: NetWeights; readonly into: Activations } | null = null;

/**
 * What a normalised character (see `normaliseGlyph`) is, among `possible` (digits, `A`–`H`, `T`, `√`, `×`), the likeliest first. About 0.5 ms.
 * The network was trained on characters made by `scripts/train-glyphs.ts`, not on anybody's writing.
 */
export function classifyGlyph(glyph: Float32Array, possible: string): readonly GlyphGuess[] {
  loaded ??= { net: unpackNet(), into: activations(model.classes.length) };
  const probabilities = forward(glyph, loaded.net, loaded.into);
  const guesses = model.classes.flatMap((text, i) => (possible.includes(text) ? [{ text, probability: probabilities[i] ?? 0 }] : []));
  const total = guesses.reduce((sum, { probability }) => sum + probability, 1e-9);
  return guesses.map(({ text, probability }) => ({ text, probability: probability / total })).sort((a, b) => b.probability - a.probability);
}

function unpackNet(): NetWeights {
  const { conv1, bias1, conv2, bias2, dense1, bias3, dense2, bias4 } = model.layers;
  return {
    conv1: unpack(conv1), bias1: unpack(bias1), conv2: unpack(conv2), bias2: unpack(bias2), dense1: unpack(dense1), bias3: unpack(bias3), dense2: unpack(dense2), bias4: unpack(bias4),
  };
}

/** Eight bits a weight, in base 64. */
function unpack({ scale, values }: Layer): Float32Array {
  return Float32Array.from(atob(values), (character) => ((character.charCodeAt(0) << 24) >> 24) * scale);
}
