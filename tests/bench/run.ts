/** `npm run bench -- [accuracy] [speed] [startup] [live] [scores] [queue] [reading] [spoilt] [confidence] [events] [window] [text] [fuzz] [sustained] [--full] …`: measures what the issue bounds, and says met or missed. Exit code 1 when a bound is missed. */
import { parseArgs } from 'node:util';
import { qualities, type Quality } from '../../src/simulate/truth.ts';
import { accuracyDefaults, benchAccuracy } from './accuracy/accuracy.ts';
import { benchConfidence } from './confidence/confidence.ts';
import { benchEvents, eventsDefaults } from './events/events.ts';
import { benchFuzz } from './fuzz/fuzz.ts';
import { benchLive, liveDefaults } from './live/live.ts';
import { benchReading } from './reading/reading.ts';
import { benchQueue } from './queue/queue.ts';
import { benchScores } from './scores/scores.ts';
import { benchSpeed } from './speed/speed.ts';
import { benchSustained, sustainedDefaults } from './events/sustained.ts';
import { benchSpoilt } from './spoilt/spoilt.ts';
import { benchStartup } from './startup/startup.ts';
import { benchText } from './text/text.ts';
import { benchWindow, windowDefaults } from './window/window.ts';

const help = `npm run bench -- [accuracy] [speed] [startup] [live] [scores] [queue] [reading] [spoilt] [confidence] [events] [window] [text] [fuzz] [sustained] [options]      (all but reading, spoilt, confidence, text, fuzz and sustained when none is named)
  --full            accuracy over 5,000 pages of each quality instead of 1,000
  --pages N         accuracy: this many pages of each quality; speed: this many pages; fuzz: this many files (default 10,000); text: this many fields; confidence: this many sheets of each quality (default 40)
  --quality Q       accuracy: only scanner, worn or photo (may be repeated)
  --seed N          another set of simulated pages, or of mutated files (default 1)
  --from N          fuzz: number of the first file, to run it in pieces (default 0)
  --dpi N           resolution of the simulated pages (default 200)
  --threads N       threads (default: the cores, at most 2)
  --personal        accuracy: sheets printed for each candidate
  --clients N       live: this many connections to each server (default 10,000); window: this many that listen (default 1,000)
  --tasks N         queue: this many tasks in each round (default 20,000)
  --candidates N    scores: this many candidates (default 5,000)
  --events N        events: this many (default 400,000)
  --save FOLDER     accuracy: keeps crops of wrong and doubtful items, and their pages, to look at
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false }, pages: { type: 'string' }, quality: { type: 'string', multiple: true }, seed: { type: 'string', default: '1' }, from: { type: 'string' }, dpi: { type: 'string', default: '200' },
    threads: { type: 'string' }, personal: { type: 'boolean', default: false }, save: { type: 'string' }, clients: { type: 'string' }, candidates: { type: 'string' }, tasks: { type: 'string' }, events: { type: 'string' }, help: { type: 'boolean', default: false },
  },
});
const usual = ['accuracy', 'speed', 'startup', 'live', 'scores', 'events', 'window', 'queue'];
const known = ['reading', 'spoilt', 'confidence', ...usual, 'text', 'fuzz', 'sustained'];
const unknown = positionals.filter((name) => !known.includes(name));
if (values.help || unknown.length > 0) {
  process.stdout.write(unknown.length > 0 ? `unknown bench: ${unknown.join(', ')}\n${help}` : help);
  process.exit(unknown.length > 0 ? 2 : 0);
}
const wanted = positionals.length > 0 ? positionals : usual;
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const number = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number(text));
const chosenQualities: readonly Quality[] = values.quality ? qualities.filter((quality) => values.quality?.includes(quality)) : qualities;
const threads = number(values.threads, accuracyDefaults.threads);

let met = true;
if (wanted.includes('startup')) met = (await benchStartup(print)) && met;
if (wanted.includes('speed')) met = (await benchSpeed({ pages: number(values.pages, 1000), dpi: number(values.dpi, 200), threads }, print)) && met;
if (wanted.includes('live')) met = (await benchLive({ ...liveDefaults, clients: number(values.clients, liveDefaults.clients) }, print)) && met;
if (wanted.includes('scores')) met = (await benchScores({ candidates: number(values.candidates, 5000) }, print)) && met;
if (wanted.includes('events')) met = (await benchEvents({ ...eventsDefaults, events: number(values.events, eventsDefaults.events) }, print)) && met;
if (wanted.includes('sustained')) met = (await benchSustained(sustainedDefaults, print)) && met;
if (wanted.includes('window')) met = (await benchWindow({ ...windowDefaults, clients: number(values.clients, windowDefaults.clients) }, print)) && met;
if (wanted.includes('text')) met = (await benchText({ fields: number(values.pages, 1000), seed: number(values.seed, 1) }, print)) && met;
if (wanted.includes('queue')) met = (await benchQueue({ tasks: number(values.tasks, 20_000) }, print)) && met;
if (wanted.includes('fuzz')) met = (await benchFuzz({ files: number(values.pages, 10_000), from: number(values.from, 0), seed: number(values.seed, 1), threads }, print)) && met;
if (wanted.includes('confidence')) met = (await benchConfidence({ sheets: number(values.pages, 40) }, print)) && met;
if (wanted.includes('reading')) met = (await benchReading(print)) && met;
if (wanted.includes('spoilt')) met = (await benchSpoilt(print)) && met;
if (wanted.includes('accuracy')) {
  met = (await benchAccuracy({
    pages: number(values.pages, values.full ? 5000 : 1000), qualities: chosenQualities, seed: number(values.seed, 1), dpi: number(values.dpi, 200),
    threads, personal: values.personal, saveFolder: values.save ?? null,
  }, print)) && met;
}
process.exitCode = met ? 0 : 1;
