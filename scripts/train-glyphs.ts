/**
 * Trains the network for single handwritten characters and writes `src/sheet/read/glyphs/glyph-model.json`:
 * `node scripts/train-glyphs.ts [--samples 400000] [--seed 1] [--out FILE]`. About 15 minutes on one core; the same seed gives the same weights.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { activations, type Activations, flat, forward, type NetWeights, shape, side } from '../src/sheet/read/glyphs/net.ts';
import { GlyphMaker } from './glyphs/synthesise.ts';
import { skeletons } from './glyphs/skeletons.ts';
import { generator } from './seeded-chance.ts';

const root = path.resolve(import.meta.dirname, '..');
const fonts = [
  'kalam/400Regular/Kalam_400Regular', 'kalam/300Light/Kalam_300Light', 'patrick-hand/400Regular/PatrickHand_400Regular', 'caveat/400Regular/Caveat_400Regular', 'caveat/600SemiBold/Caveat_600SemiBold',
  'indie-flower/400Regular/IndieFlower_400Regular', 'noto-sans-sc/400Regular/NotoSansSC_400Regular',
].map((name) => path.join(root, 'node_modules/@expo-google-fonts', `${name}.ttf`));
const { values } = parseArgs({ options: { samples: { type: 'string', default: '400000' }, seed: { type: 'string', default: '1' }, out: { type: 'string', default: path.join(root, 'src/sheet/read/glyphs/glyph-model.json') } } });
const samples = Number(values.samples);

const classes = Object.keys(skeletons).sort();
const random = generator(Number(values.seed));
const maker = new GlyphMaker(fonts, random);
const net = initialWeights(classes.length);
const names = ['conv1', 'bias1', 'conv2', 'bias2', 'dense1', 'bias3', 'dense2', 'bias4'] as const satisfies readonly (keyof NetWeights)[];
const sums = emptyLike(net), first = emptyLike(net), second = emptyLike(net);
const into = activations(classes.length);
const batch = 32;
let right = 0, loss = 0, step = 0;
for (let n = 1; n <= samples; n++) {
  // Digits are what is read most.
  const wanted = random() < 0.6 ? Math.floor(random() * 10) : Math.floor(random() * classes.length);
  const image = maker.make(classes[wanted] ?? '0');
  const probabilities = forward(image, net, into);
  if (probabilities[wanted] === Math.max(...probabilities)) right++;
  loss -= Math.log(Math.max(1e-9, probabilities[wanted] ?? 0));
  backward(image, wanted, into, sums);
  if (n % batch === 0) adam(++step, 0.002 * 0.5 * (1 + Math.cos((Math.PI * n) / samples)) + 1e-5);
  if (n % 20_000 === 0) {
    process.stdout.write(`${n} samples: ${((100 * right) / 20_000).toFixed(2)} % right, loss ${(loss / 20_000).toFixed(4)}\n`);
    right = loss = 0;
  }
}
writeFileSync(values.out, `${JSON.stringify({ classes, layers: Object.fromEntries(names.map((name) => [name, packed(net[name])])) })}\n`);

/** Eight bits a weight, with one scale for the layer: the whole model is 60 KB of text. */
function packed(weights: Float32Array): { scale: number; values: string } {
  const scale = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9) / 127;
  return { scale, values: Buffer.from(Int8Array.from(weights, (value) => Math.round(value / scale)).buffer).toString('base64') };
}

/** Adds the gradient of the cross entropy to `gradient`. */
function backward(image: Float32Array, wanted: number, { first: a1, firstPooled: p1, second: a2, secondPooled: p2, hidden, probabilities }: Activations, gradient: NetWeights): void {
  const out = probabilities.map((value, i) => value - (i === wanted ? 1 : 0));
  const dHidden = denseBackward(hidden, out, net.dense2, gradient.dense2, gradient.bias4);
  for (let i = 0; i < shape.hidden; i++) if (hidden[i]! <= 0) dHidden[i] = 0;
  const dPooled2 = denseBackward(p2, dHidden, net.dense1, gradient.dense1, gradient.bias3);
  const d2 = poolBackward(a2, p2, dPooled2, shape.second, shape.secondSide);
  const dPooled1 = new Float32Array(p1.length);
  convolveBackward(p1, shape.first, shape.firstPooled, d2, net.conv2, gradient.conv2, gradient.bias2, dPooled1);
  const d1 = poolBackward(a1, p1, dPooled1, shape.first, shape.firstSide);
  convolveBackward(image, 1, side, d1, net.conv1, gradient.conv1, gradient.bias1, null);
}

function denseBackward(input: Float32Array, out: Float32Array, weights: Float32Array, dWeights: Float32Array, dBias: Float32Array): Float32Array {
  const back = new Float32Array(input.length);
  for (let o = 0; o < out.length; o++) {
    const d = out[o]!;
    if (d === 0) continue;
    dBias[o]! += d;
    for (let i = 0, at = o * input.length; i < input.length; i++, at++) {
      dWeights[at]! += d * input[i]!;
      back[i]! += d * weights[at]!;
    }
  }
  return back;
}

/** To the largest of each 2 × 2, where the rectifier let it pass. */
function poolBackward(before: Float32Array, after: Float32Array, d: Float32Array, channels: number, inSide: number): Float32Array {
  const back = new Float32Array(before.length);
  const half = inSide / 2;
  for (let c = 0, at = 0; c < channels; c++) {
    for (let y = 0; y < half; y++) {
      for (let x = 0, from = (c * inSide + 2 * y) * inSide; x < half; x++, from += 2, at++) {
        const most = after[at]!;
        if (most <= 0) continue;
        const place = [from, from + 1, from + inSide, from + inSide + 1].find((i) => before[i] === most);
        if (place !== undefined) back[place] = d[at]!;
      }
    }
  }
  return back;
}

function convolveBackward(input: Float32Array, channels: number, inSide: number, d: Float32Array, weights: Float32Array, dWeights: Float32Array, dBias: Float32Array, back: Float32Array | null): void {
  const outSide = inSide - 4, area = outSide * outSide;
  for (let o = 0; o < dBias.length; o++) {
    for (let y = 0; y < outSide; y++) {
      for (let x = 0; x < outSide; x++) {
        const value = d[o * area + y * outSide + x]!;
        if (value === 0) continue;
        dBias[o]! += value;
        for (let c = 0; c < channels; c++) {
          for (let ky = 0; ky < 5; ky++) {
            let from = c * inSide * inSide + (y + ky) * inSide + x;
            let at = ((o * channels + c) * 5 + ky) * 5;
            for (let kx = 0; kx < 5; kx++, from++, at++) {
              dWeights[at]! += value * input[from]!;
              if (back !== null) back[from]! += value * weights[at]!;
            }
          }
        }
      }
    }
  }
}

/** One step of Adam (Kingma and Ba, 2015) with the mean gradient of a batch, which is emptied. */
function adam(t: number, rate: number): void {
  const [c1, c2] = [1 - 0.9 ** t, 1 - 0.999 ** t];
  for (const name of names) {
    const [w, g, m, v] = [net[name], sums[name], first[name], second[name]];
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i]! / batch + 1e-5 * w[i]!;
      m[i] = 0.9 * m[i]! + 0.1 * gradient;
      v[i] = 0.999 * v[i]! + 0.001 * gradient * gradient;
      w[i]! -= (rate * (m[i]! / c1)) / (Math.sqrt(v[i]! / c2) + 1e-8);
      g[i] = 0;
    }
  }
}

function initialWeights(count: number): NetWeights {
  const he = (length: number, inputs: number): Float32Array => Float32Array.from({ length }, () => (random() + random() + random() - 1.5) * 2 * Math.sqrt(2 / inputs));
  return {
    conv1: he(shape.first * 25, 25), bias1: new Float32Array(shape.first), conv2: he(shape.second * shape.first * 25, shape.first * 25), bias2: new Float32Array(shape.second),
    dense1: he(shape.hidden * flat, flat), bias3: new Float32Array(shape.hidden), dense2: he(count * shape.hidden, shape.hidden), bias4: new Float32Array(count),
  };
}

function emptyLike(weights: NetWeights): NetWeights {
  const empty = (of: Float32Array): Float32Array => new Float32Array(of.length);
  return { conv1: empty(weights.conv1), bias1: empty(weights.bias1), conv2: empty(weights.conv2), bias2: empty(weights.bias2), dense1: empty(weights.dense1), bias3: empty(weights.bias3), dense2: empty(weights.dense2), bias4: empty(weights.bias4) };
}
