/**
 * A process of its own for Tesseract (WebAssembly): what it does cannot be interrupted, so the station kills the process when it takes too long.
 * Reads language data from the folder it is told, writes nothing, and has no network use.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TessBaseAPI, TesseractModule } from 'tesseract.js-core/*';
import type { ChildAnswer } from './child-jobs.ts';
import { digitCharacters, type Opinion, type TextLanguage } from './engine.ts';
import type { InkHeight, TesseractAnswer, TesseractQuestion } from './tesseract-protocol.ts';
import { tidyText } from './votes.ts';

type Request = TesseractQuestion & { readonly id: number };

type Model = 'eng' | 'chi_sim';

type View = readonly [Model, InkHeight];

/** Every line is looked at more than once: where all views agree they are hardly ever wrong (docs/decisions/0020-text-reader.md). */
const viewsFor: Readonly<Record<TextLanguage, readonly View[]>> = {
  en: [['eng', 'small'], ['eng', 'large'], ['chi_sim', 'small']],
  digits: [['eng', 'small'], ['eng', 'large'], ['chi_sim', 'small']],
  zh: [['chi_sim', 'small'], ['chi_sim', 'large']],
  mixed: [['chi_sim', 'small'], ['chi_sim', 'large']],
};
/** Asked as well, and before the others, when a mixed text turns out to have no Chinese in it: it is better at units. */
const latinView: View = ['eng', 'small'];

const lstmOnly = 1;
const singleLine = '7';
/** RIL_SYMBOL of Tesseract's PageIteratorLevel. */
const symbolLevel = 4;

let loading: Promise<TesseractModule> | null = null;
const engines = new Map<Model, TessBaseAPI>();

/** The fastest build that this processor can run. */
async function loadCore(): Promise<TesseractModule> {
  const silent = { print: () => undefined, printErr: () => undefined };
  const builds = [
    () => import('tesseract.js-core/tesseract-core-relaxedsimd-lstm.js'),
    () => import('tesseract.js-core/tesseract-core-simd-lstm.js'),
    () => import('tesseract.js-core/tesseract-core-lstm.js'),
  ];
  let failure: unknown = null;
  for (const build of builds) {
    try {
      return await (await build()).default(silent);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function engineFor(model: Model, tessdataFolder: string): Promise<{ core: TesseractModule; engine: TessBaseAPI }> {
  const core = await (loading ??= loadCore());
  const ready = engines.get(model);
  if (ready) return { core, engine: ready };
  core.FS.writeFile(`/${model}.traineddata`, gunzipSync(readFileSync(join(tessdataFolder, `${model}.traineddata.gz`))));
  const engine = new core.TessBaseAPI();
  if (engine.Init('/', model, lstmOnly) !== 0) throw new Error(`Tesseract refuses ${model}.traineddata`);
  engine.SetVariable('tessedit_pageseg_mode', singleLine);
  engines.set(model, engine);
  return { core, engine };
}

function opinionOf(core: TesseractModule, engine: TessBaseAPI, whitelist: string): Opinion {
  engine.SetVariable('tessedit_char_whitelist', whitelist);
  if (engine.SetImageFile(1, 0) !== 0) throw new Error('Tesseract cannot read the line');
  engine.Recognize(null);
  const text = engine.GetUTF8Text().trim();
  const characters: { text: string; score: number }[] = [];
  if (text !== '') {
    const symbols = engine.GetIterator();
    symbols.Begin();
    do characters.push({ text: symbols.GetUTF8Text(symbolLevel), score: symbols.Confidence(symbolLevel) / 100 });
    while (symbols.Next(symbolLevel));
    core.destroy(symbols);
  }
  engine.Clear();
  return { engine: 'tesseract', text, characters };
}

async function answer(request: Request): Promise<ChildAnswer<TesseractAnswer>> {
  const { id, language, enough } = request;
  try {
    const opinions: Opinion[] = [];
    for (const view of viewsFor[language]) {
      const opinion = await opinionAt(request, view);
      opinions.push(opinion);
      if (tidyText(opinion.text) === enough) return { id, opinions };
    }
    if (language === 'mixed' && opinions.every(({ text }) => !/\p{Script=Han}/u.test(text))) opinions.unshift(await opinionAt(request, latinView));
    return { id, opinions };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

async function opinionAt({ tessdataFolder, lines, language, whitelist }: TesseractQuestion, [model, size]: View): Promise<Opinion> {
  const { core, engine } = await engineFor(model, tessdataFolder);
  const { width, height, pixels } = lines[size];
  core.FS.writeFile('/input', Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]));
  return opinionOf(core, engine, whitelist ?? (language === 'digits' ? digitCharacters : ''));
}

process.on('message', (request: Request) => {
  void answer(request).then((reply) => process.send?.(reply));
});
// The station is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit(0));
