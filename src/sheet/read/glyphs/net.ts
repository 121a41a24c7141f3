/**
 * A small convolutional network for single characters (LeNet-5 as in LeCun 1998, with rectifiers): 28 × 28 ink, 0 to 1, to a probability for each class.
 * About 0.2 ms a character, no native code, the same in every process.
 */
import { convolved } from '../../pixels/kernels.ts';

export const side = 28;
const kernel = 5;
/** Channels and sides of the layers. */
export const shape = { first: 8, firstSide: 24, firstPooled: 12, second: 16, secondSide: 8, secondPooled: 4, hidden: 64 } as const;
export const flat = shape.second * shape.secondPooled ** 2;

/** Weights of every layer, `[out][in][ky][kx]` or `[out][in]`, each followed by its biases. */
export interface NetWeights {
  readonly conv1: Float32Array;
  readonly bias1: Float32Array;
  readonly conv2: Float32Array;
  readonly bias2: Float32Array;
  readonly dense1: Float32Array;
  readonly bias3: Float32Array;
  readonly dense2: Float32Array;
  readonly bias4: Float32Array;
}

/** What the layers hold after a pass; made once and used again. */
export interface Activations {
  readonly first: Float32Array;
  readonly firstPooled: Float32Array;
  readonly second: Float32Array;
  readonly secondPooled: Float32Array;
  readonly hidden: Float32Array;
  readonly probabilities: Float32Array;
}

export function activations(classes: number): Activations {
  return {
    first: new Float32Array(shape.first * shape.firstSide ** 2), firstPooled: new Float32Array(shape.first * shape.firstPooled ** 2),
    second: new Float32Array(shape.second * shape.secondSide ** 2), secondPooled: new Float32Array(flat),
    hidden: new Float32Array(shape.hidden), probabilities: new Float32Array(classes),
  };
}

/** Fills `into`; its `probabilities` are the result. */
export function forward(image: Float32Array, net: NetWeights, into: Activations): Float32Array {
  convolve(image, 1, side, net.conv1, net.bias1, into.first);
  pool(into.first, shape.first, shape.firstSide, into.firstPooled);
  convolve(into.firstPooled, shape.first, shape.firstPooled, net.conv2, net.bias2, into.second);
  pool(into.second, shape.second, shape.secondSide, into.secondPooled);
  dense(into.secondPooled, net.dense1, net.bias3, into.hidden);
  for (let i = 0; i < into.hidden.length; i++) if (into.hidden[i]! < 0) into.hidden[i] = 0;
  dense(into.hidden, net.dense2, net.bias4, into.probabilities);
  softmax(into.probabilities);
  return into.probabilities;
}

/** Valid 5 × 5 convolution with rectifier. */
function convolve(input: Float32Array, channels: number, inSide: number, weights: Float32Array, bias: Float32Array, out: Float32Array): void {
  const outs = bias.length, taps = channels * kernel * kernel;
  const turned = new Float32Array(weights.length);
  for (let o = 0, from = 0; o < outs; o++) for (let tap = 0; tap < taps; tap++) turned[tap * outs + o] = weights[from++]!;
  convolved(input, channels, inSide, turned, bias, out);
}

/** The largest of each 2 × 2. */
function pool(input: Float32Array, channels: number, inSide: number, out: Float32Array): void {
  const half = inSide / 2;
  for (let c = 0, to = 0; c < channels; c++) {
    for (let y = 0; y < half; y++) {
      for (let x = 0, from = (c * inSide + 2 * y) * inSide; x < half; x++, from += 2) {
        out[to++] = Math.max(input[from]!, input[from + 1]!, input[from + inSide]!, input[from + inSide + 1]!);
      }
    }
  }
}

function dense(input: Float32Array, weights: Float32Array, bias: Float32Array, out: Float32Array): void {
  const size = input.length;
  for (let o = 0; o < bias.length; o++) {
    let sum = bias[o]!;
    for (let i = 0, at = o * size; i < size; i++, at++) sum += weights[at]! * input[i]!;
    out[o] = sum;
  }
}

function softmax(values: Float32Array): void {
  let most = -Infinity, sum = 0;
  for (const value of values) most = Math.max(most, value);
  for (let i = 0; i < values.length; i++) sum += values[i] = Math.exp(values[i]! - most);
  for (let i = 0; i < values.length; i++) values[i]! /= sum;
}
