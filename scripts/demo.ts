/**
 * `npm run demo`: the main job on the example exam, through the real station: sheets to print, filled scans in, scores and exceptions out.
 * Everything lies in `demo-output/` afterwards, fresh each time. `basic` explains the flow event by event, `performance` runs the benchmarks in short, `interactive` is a prompt.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openConsole } from '../src/cli/console.ts';
import type { Console } from '../src/cli/console.ts';
import { sheet } from '../src/cli/commands/sheet.ts';
import { runGrade } from '../src/cli/grade-run.ts';
import { summaryLines } from '../src/cli/grade-summary.ts';
import { chosenLanguage, translator } from '../src/cli/i18n/texts.ts';
import { ZhiyueError } from '../src/contract/errors.ts';
import { reportError } from '../src/cli/report-error.ts';
import { textTable } from '../src/cli/text-table.ts';
import { exceptionText } from '../src/station/report/exception-text.ts';
import type { ExamResults } from '../src/station/report/results.ts';

const root = path.resolve(import.meta.dirname, '..');
const example = path.join(root, 'resources', 'example');
const out = path.join(root, 'demo-output');

const { language, unknown, rest } = chosenLanguage(process.argv.slice(2), process.env);
const speaker = openConsole(language, await translator(language), path.join(root, 'src', 'cli', 'zhiyue.mjs'));
try {
  process.exitCode = await chosen(rest, speaker);
} catch (error) {
  process.exitCode = reportError(error, speaker, process.env['ZHIYUE_DEBUG'] !== undefined);
}

async function chosen([mode, ...more]: readonly string[], console: Console): Promise<number> {
  if (unknown !== null) throw ZhiyueError.of('option-invalid', [{ code: 'option-no-word', values: { text: unknown, words: 'zh-CN, en' }, where: null }], { about: '--lang' });
  if (more.length > 0) {
    console.note(console.t('usage.excess'));
    console.note(console.t('demo.unknown'));
    return 2;
  }
  if (mode === undefined) return demo(console);
  if (mode === 'basic') return (await import('./demo/basic.ts')).demoBasic(console);
  if (mode === 'performance') return (await import('./demo/performance.ts')).demoPerformance(console);
  if (mode === 'interactive') return (await import('./demo/interactive.ts')).demoInteractive(console);
  console.note(console.t('demo.unknown'));
  return 2;
}

async function demo(console: Console): Promise<number> {
  const { out: say, t } = console;
  const files = { exam: path.join(example, 'exam.json'), roster: path.join(example, 'roster.csv') };
  await rm(out, { recursive: true, force: true });

  say(`\n1. ${t('demo.sheets')}`);
  await sheet({ ...files, out: path.join(out, 'sheets.pdf') }, console);

  say(`\n2. ${t('demo.grade')}`);
  const run = await runGrade({ ...files, out, scans: [path.join(example, 'scans')] }, console, say);
  if (run === null) return 1;

  say(`\n3. ${t('demo.scores')}`);
  for (const line of scoreTable(run.results, console)) say(line);
  say(`\n4. ${t('demo.exceptions')}`);
  for (const line of exceptionTable(run.results, console)) say(line);
  say('');
  for (const line of summaryLines(run, console)) say(line);
  say(`\n${t('demo.settle', { at: console.at(run.dataFolder) })}`);
  return 0;
}

function scoreTable({ scores }: ExamResults, { t }: Console): string[] {
  return textTable(
    [{ heading: t('column.candidate') }, { heading: t('column.name') }, { heading: t('column.class') }, { heading: t('column.total'), align: 'right' }, { heading: t('column.status') }],
    scores.map((row) => [row.candidateNo, row.name, row.class, row.score === null ? '—' : String(row.score.total), t(`status.${row.status}`)]),
  );
}

function exceptionTable({ exceptions }: ExamResults, console: Console): string[] {
  const { t } = console;
  return textTable(
    [{ heading: t('column.file') }, { heading: t('column.candidate') }, { heading: t('column.kind') }, { heading: t('column.field') }, { heading: t('column.detail') }],
    // A file that was put in twice is counted below: nobody has to look at it.
    exceptions.filter(({ isCopy }) => isCopy !== true).map((row) => [
      row.sourceFile === '' ? '—' : `${row.sourceFile}${row.sourcePage > 1 ? `:${row.sourcePage}` : ''}`,
      row.candidateNo, t(`kind.${row.kind}`), row.field === 'candidate' ? t('column.candidate') : row.field, exceptionText(row, console.language === 'en' ? 'en' : 'zh'),
    ]),
  );
}
