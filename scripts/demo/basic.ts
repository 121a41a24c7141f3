/** `npm run demo -- basic`: the flow, event by event, as it happens. */
import type { Console } from '../../src/cli/console.ts';
import { openSecondsLine } from '../../src/cli/seconds-line.ts';
import { eventLines } from './event-lines.ts';
import { exampleExam, exampleScans, freshStation } from './example.ts';

const pages = 4;

export async function demoBasic(console: Console): Promise<number> {
  const { out: say, t } = console;
  say(`\n${t('demo.basic-intro', { pages })}\n`);
  await using station = await freshStation('basic');
  const line = eventLines(console);
  const stop = station.followEvents((event) => say(line(event)));
  const exam = await exampleExam();
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, exampleScans(0, pages), { batchKey: 'demo' });
  const waiting = openSecondsLine(process.stdout, { apart: true, say: (seconds) => (seconds === 0 ? t('demo.basic-waits') : t('demo.basic-still-waits', { seconds })) });
  const stopWaiting = station.followEvents(({ type }) => {
    if (type === 'ocr.completed' || type === 'ocr.failed') waiting[Symbol.dispose]();
  });
  const { pages: all, read, graded, exceptions } = await station.settled(batchId);
  stop();
  stopWaiting();
  waiting[Symbol.dispose]();
  say(`\n${t('demo.basic-end', { pages: all, read, graded, exceptions })}`);
  return 0;
}
