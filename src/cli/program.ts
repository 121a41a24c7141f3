/** Every command with its options, help and examples; what a command does is imported when it is chosen. */
import { Command, Help } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { Console } from './console.ts';
import type { DevicesOptions } from './commands/devices.ts';
import type { TextKey } from './i18n/texts.ts';
import { roles, type Role } from '../contract/access.ts';
import { oneOf, wholeNumber } from './options.ts';
import { displayWidth } from './text-table.ts';

/** The whole program; the actions tell `finish` their exit code. */
export function buildProgram(console: Console, finish: (exitCode: number) => void): Command {
  const { t } = console;
  const program = new Command('zhiyue');
  const command = (name: string, about: TextKey, examples: readonly string[], notes = ''): Command => {
    const made = inLanguage(program.command(name).description(t(about)), console);
    made.addHelpText('after', `\n${t('help.examples')}\n${examples.map((line) => `  $ ${console.typed(line)}`).join('\n')}${notes === '' ? '' : `\n\n${notes}`}`);
    return made;
  };

  inLanguage(program, console)
    .description(t('program.about'))
    .version(packageJson.version, '-V, --version', t('help.version'))
    .helpCommand('help [command]', t('help.command'))
    .addHelpText('after', `\n${t('help.examples')}\n${['sheet --exam exam.json --out sheets.pdf', 'grade --exam exam.json --roster roster.csv --out results scans/', 'read --template template.json --out answers scans/', 'doctor'].map((line) => `  $ ${console.typed(line)}`).join('\n')}`);

  command('grade', 'grade.about', [
    'grade --exam exam.json --roster roster.csv --out results scans/',
    'grade --exam exam.json --out results "scans/**/*.jpg" late.pdf',
    'grade --exam exam.json --out results --json scans/ > summary.json',
  ], t('grade.notes'))
    .requiredOption('--exam <file>', t('option.exam'))
    .option('--roster <file>', t('option.roster'))
    .option('--exam-from-file', t('grade.exam-from-file'))
    .option('--roster-from-file', t('grade.roster-from-file'))
    .requiredOption('--out <folder>', t('grade.out'))
    .option('--data-dir <folder>', t('grade.data-dir'))
    .option('--workers <number>', t('grade.workers'), wholeNumber('--workers', 1, 64))
    .option('--port <number>', t('grade.port'), wholeNumber('--port', 0, 65_535))
    .option('--json', t('grade.json'))
    .argument('<scans...>', t('grade.scans'))
    .action(async (scans: string[], options: { exam: string; roster?: string; examFromFile?: boolean; rosterFromFile?: boolean; out: string; dataDir?: string; workers?: number; port?: number; json?: boolean }) => {
      const { grade } = await import('./commands/grade.ts');
      finish(await grade({ ...options, scans }, console));
    });

  command('sheet', 'sheet.about', [
    'sheet --exam exam.json --out sheets.pdf',
    'sheet --exam exam.json --roster roster.csv --out sheets.pdf',
  ])
    .requiredOption('--exam <file>', t('option.exam'))
    .option('--roster <file>', t('option.roster'))
    .requiredOption('--out <file>', t('sheet.out'))
    .action(async (options: { exam: string; roster?: string; out: string }) => {
      const { sheet } = await import('./commands/sheet.ts');
      finish(await sheet(options, console));
    });

  command('read', 'read.about', ['read --template template.json --out answers scans/', 'read --template template.json --evaluation evaluation.json --out answers "scans/*.jpg"'], t('read.notes'))
    .requiredOption('--template <file>', t('read.template'))
    .requiredOption('--out <folder>', t('read.out'))
    .option('--roster <file>', t('read.roster'))
    .option('--evaluation <file>', t('read.evaluation'))
    .option('--workers <number>', t('grade.workers'), wholeNumber('--workers', 1, 64))
    .option('--json', t('grade.json'))
    .argument('<images...>', t('grade.scans'))
    .action(async (images: string[], options: { template: string; out: string; roster?: string; evaluation?: string; workers?: number; json?: boolean }) => {
      const { read } = await import('./commands/read.ts');
      finish(await read({ ...options, images }, console));
    });

  command('score', 'score.about', ['score --template template.json --evaluation evaluation.json --out scores answers/answers.csv', 'score --template template.json --evaluation evaluation.json --roster roster.csv --out scores answers/answers.xlsx'], t('score.notes'))
    .requiredOption('--template <file>', t('read.template'))
    .requiredOption('--evaluation <file>', t('score.evaluation'))
    .option('--roster <file>', t('score.roster'))
    .requiredOption('--out <folder>', t('score.out'))
    .option('--json', t('grade.json'))
    .argument('<answers>', t('score.answers'))
    .action(async (answers: string, options: { template: string; evaluation: string; roster?: string; out: string; json?: boolean }) => {
      const { score } = await import('./commands/score.ts');
      finish(await score({ ...options, answers }, console));
    });

  command('template', 'template.about', ['template import omrchecker/template.json --out template.json', 'template check template.json', 'template check template.json scans/'], t('template.notes'))
    .argument('<action>', t('template.action'), oneOf('template', ['import', 'check']))
    .argument('<file>', t('template.file'))
    .argument('[images...]', t('template.images'))
    .option('--out <file>', t('template.out'))
    .action(async (action: 'import' | 'check', file: string, images: string[], options: { out?: string }) => {
      if (action === 'check') {
        const { checkTemplate } = await import('./commands/template-check.ts');
        return finish(await checkTemplate({ file, images, ...options }, console));
      }
      const { importTemplate } = await import('./commands/template.ts');
      finish(await importTemplate({ file, images, ...options }, console));
    });

  command('simulate', 'simulate.about', [
    'simulate --exam exam.json --count 30 --seed 1 --quality scanner --out scans',
    'simulate --exam exam.json --roster roster.csv --count 30 --quality photo --out scans',
  ])
    .requiredOption('--exam <file>', t('option.exam'))
    .option('--count <number>', t('simulate.count'), wholeNumber('--count', 1, 100_000), 30)
    .option('--seed <number>', t('simulate.seed'), wholeNumber('--seed', 0, 4_294_967_295), 1)
    .option('--quality <word>', t('simulate.quality'), oneOf('--quality', ['scanner', 'worn', 'photo']), 'scanner')
    .option('--roster <file>', t('simulate.roster'))
    .option('--personal', t('simulate.personal'))
    .option('--dpi <number>', t('simulate.dpi'), wholeNumber('--dpi', 72, 600), 200)
    .requiredOption('--out <folder>', t('simulate.out'))
    .action(async (options: { exam: string; count: number; seed: number; quality: 'scanner' | 'worn' | 'photo'; roster?: string; personal?: boolean; dpi: number; out: string }) => {
      const { simulateScans } = await import('./commands/simulate.ts');
      finish(await simulateScans(options, console));
    });

  command('serve', 'serve.about', ['serve', 'serve --data-dir /srv/zhiyue --port 7411'])
    .option('--data-dir <folder>', t('serve.data-dir'))
    .option('--port <number>', t('serve.port'), wholeNumber('--port', 0, 65_535))
    .action(async (options: { dataDir?: string; port?: number }) => {
      const { serve } = await import('./commands/serve.ts');
      finish(await serve(options, console));
    });

  command('events', 'events.about', [
    'events --exam math-8-mid',
    'events --data-dir results/.zhiyue --type "ocr.*" --since 2h',
    'events --follow --json',
    'events dead list',
    'events dead retry 3',
    'events dead discard 3 --reason "the exam is gone"',
    'events replay --group analytics --exam math-8-mid --since 2h',
  ], t('events.notes'))
    .argument('[action]', t('events.action'), oneOf('events', ['dead', 'replay']))
    .argument('[what]', t('events.what'), oneOf('events dead', ['list', 'show', 'retry', 'discard']))
    .argument('[id]', t('events.id'))
    .option('--data-dir <folder>', t('events.data-dir'))
    .option('--exam <id>', t('events.exam'))
    .option('--type <type>', t('events.type'))
    .option('--since <time>', t('events.since'))
    .option('--until <time>', t('events.until'))
    .option('--group <name>', t('events.group'))
    .option('--before <number>', t('events.before'), wholeNumber('--before', 1, Number.MAX_SAFE_INTEGER))
    .option('--reason <text>', t('events.reason'))
    .option('--follow', t('events.follow'))
    .option('--json', t('events.json'))
    .action(async (action: 'dead' | 'replay' | undefined, what: 'list' | 'show' | 'retry' | 'discard' | undefined, id: string | undefined, options: { dataDir?: string; exam?: string; type?: string; since?: string; until?: string; group?: string; before?: number; reason?: string; follow?: boolean; json?: boolean }) => {
      if (action === 'dead') {
        const { deadLetters } = await import('./commands/dead-letters.ts');
        return finish(await deadLetters({ ...options, action: what ?? 'list', ...(id === undefined ? {} : { id }) }, console));
      }
      if (action === 'replay') {
        const { replay } = await import('./commands/replay.ts');
        return finish(await replay(options, console));
      }
      const { events } = await import('./commands/events.ts');
      finish(await events(options, console));
    });

  command('trace', 'trace.about', ['trace 0199f1c2-5d1e-7000-8a2b-1f0c2a9b7d3e', 'trace 1f0c2a9b --json --data-dir results/.zhiyue'])
    .argument('<id>', t('trace.id'))
    .option('--data-dir <folder>', t('events.data-dir'))
    .option('--json', t('trace.json'))
    .action(async (id: string, options: { dataDir?: string; json?: boolean }) => {
      const { trace } = await import('./commands/trace.ts');
      finish(await trace({ ...options, id }, console));
    });

  command('lan', 'lan.about', ['lan status', 'lan open', 'lan close'], t('lan.notes'))
    .argument('<action>', t('lan.action'), oneOf('lan', ['open', 'close', 'status']))
    .option('--data-dir <folder>', t('running.data-dir'))
    .option('--port <number>', t('lan.port'), wholeNumber('--port', 0, 65_535))
    .option('--no-tls', t('lan.without-tls'))
    .option('--json', t('running.json'))
    .action(async (action: 'open' | 'close' | 'status', options: { dataDir?: string; port?: number; tls: boolean; json?: boolean }) => {
      const { lan } = await import('./commands/lan.ts');
      finish(await lan({ ...options, action }, console));
    });

  command('watch', 'watch.about', ['watch --exam math-8-mid /srv/scanner', 'watch --exam math-8-mid', 'watch --exam math-8-mid --stop'], t('watch.notes'))
    .argument('[folder]', t('watch.folder'))
    .requiredOption('--exam <id>', t('watch.exam'))
    .option('--batch <name>', t('watch.batch'))
    .option('--stop', t('watch.stop'))
    .option('--data-dir <folder>', t('running.data-dir'))
    .option('--json', t('running.json'))
    .action(async (folder: string | undefined, options: { exam: string; batch?: string; stop?: boolean; dataDir?: string; json?: boolean }) => {
      const { watch } = await import('./commands/watch.ts');
      finish(await watch({ ...options, ...(folder === undefined ? {} : { folder }) }, console));
    });

  command('pair', 'pair.about', ['pair --role marker --exam math-8-mid', 'pair --role leader --exam math-8-mid english-8-mid', 'pair --role operator'], t('pair.notes'))
    .requiredOption('--role <role>', t('pair.role'), oneOf('--role', roles))
    .option('--exam <id...>', t('pair.exam'))
    .option('--data-dir <folder>', t('running.data-dir'))
    .option('--json', t('running.json'))
    .action(async (options: { role: Role; exam?: string[]; dataDir?: string; json?: boolean }) => {
      const { pair } = await import('./commands/pair.ts');
      finish(await pair(options, console));
    });

  command('codes', 'codes.about', ['codes', 'codes void 1f0c2a9b', 'codes void all'])
    .argument('[action]', t('codes.action'), oneOf('codes', ['list', 'void']))
    .argument('[id]', t('codes.id'))
    .option('--data-dir <folder>', t('running.data-dir'))
    .option('--json', t('running.json'))
    .action(async (action: 'list' | 'void' | undefined, code: string | undefined, options: { dataDir?: string; json?: boolean }) => {
      const { codes } = await import('./commands/codes.ts');
      finish(await codes({ ...options, action: action ?? 'list', ...(code === undefined ? {} : { code }) }, console));
    });

  command('worker', 'worker.about', [
    'worker --redis redis://192.168.1.20:6379 --station https://192.168.1.20:7412 --fingerprint A1:F3:… --code ABCD-EFGH',
    'worker --redis redis://192.168.1.20:6379 --station https://192.168.1.20:7412',
  ], t('worker.notes'))
    .option('--redis <url>', t('worker.redis'))
    .requiredOption('--station <url>', t('worker.station'))
    .option('--fingerprint <sha256>', t('worker.fingerprint'))
    .option('--code <code>', t('worker.code'))
    .option('--name <name>', t('worker.name'))
    .option('--threads <number>', t('worker.threads'), wholeNumber('--threads', 1, 64))
    .option('--data-dir <folder>', t('worker.data-dir'))
    .action(async (options: { redis?: string; station: string; fingerprint?: string; code?: string; name?: string; threads?: number; dataDir?: string }) => {
      const { worker } = await import('./commands/worker.ts');
      finish(await worker(options, console));
    });

  command('devices', 'devices.about', ['devices', 'devices change 1f0c2a9b --role viewer', 'devices change 1f0c2a9b --exam math-8-mid english-8-mid', 'devices revoke 1f0c2a9b'])
    .argument('[action]', t('devices.action'), oneOf('devices', ['list', 'change', 'revoke']))
    .argument('[id]', t('devices.id'))
    .option('--role <role>', t('devices.role'), oneOf('--role', roles))
    .option('--exam <id...>', t('devices.exam'))
    .option('--all-exams', t('devices.all-exams'))
    .option('--name <name>', t('devices.name'))
    .option('--data-dir <folder>', t('running.data-dir'))
    .option('--json', t('running.json'))
    .action(async (action: DevicesOptions['action'] | undefined, device: string | undefined, options: Omit<DevicesOptions, 'action' | 'device'>) => {
      const { devices } = await import('./commands/devices.ts');
      finish(await devices({ ...options, action: action ?? 'list', ...(device === undefined ? {} : { device }) }, console));
    });

  command('backup', 'backup.about', ['backup --out all.zyexam', 'backup --exam math-8-mid --out math-8-mid.zyexam'], t('backup.notes'))
    .requiredOption('--out <file>', t('backup.out'))
    .option('--exam <id...>', t('backup.exam'))
    .option('--force', t('backup.force'))
    .option('--data-dir <folder>', t('option.data-dir'))
    .option('--json', t('running.json'))
    .action(async (options: { out: string; exam?: string[]; force?: boolean; dataDir?: string; json?: boolean }) => {
      const { backup } = await import('./commands/backup.ts');
      finish(await backup(options, console));
    });

  command('restore', 'restore.about', ['restore all.zyexam', 'restore math-8-mid.zyexam --existing copy', 'restore all.zyexam --exam math-8-mid --existing replace'], t('restore.notes'))
    .argument('<file>', t('restore.file'))
    .option('--existing <word>', t('restore.existing'), oneOf('--existing', ['ask', 'keep', 'replace', 'copy']), 'ask')
    .option('--exam <id...>', t('restore.exam'))
    .option('--data-dir <folder>', t('option.data-dir'))
    .option('--json', t('running.json'))
    .action(async (file: string, options: { existing: 'ask' | 'keep' | 'replace' | 'copy'; exam?: string[]; dataDir?: string; json?: boolean }) => {
      const { restore } = await import('./commands/restore.ts');
      finish(await restore({ ...options, file }, console));
    });

  command('token', 'token.about', ['token', 'token --data-dir results/.zhiyue'], t('token.notes'))
    .option('--data-dir <folder>', t('running.data-dir'))
    .action(async (options: { dataDir?: string }) => {
      const { token } = await import('./commands/token.ts');
      finish(await token(options, console));
    });

  command('status', 'status.about', ['status', 'status --json'])
    .option('--data-dir <folder>', t('running.data-dir'))
    .option('--json', t('running.json'))
    .action(async (options: { dataDir?: string; json?: boolean }) => {
      const { status } = await import('./commands/status.ts');
      finish(await status(options, console));
    });

  command('health', 'health.about', ['health', 'health --json'], t('health.notes'))
    .option('--data-dir <folder>', t('running.data-dir'))
    .option('--json', t('running.json'))
    .action(async (options: { dataDir?: string; json?: boolean }) => {
      const { health } = await import('./commands/health.ts');
      finish(await health(options, console));
    });

  command('doctor', 'doctor.about', ['doctor', 'doctor --data-dir results/.zhiyue'])
    .option('--data-dir <folder>', t('doctor.data-dir'))
    .option('--json', t('doctor.json'))
    .action(async (options: { dataDir?: string; json?: boolean }) => {
      const { doctor } = await import('./commands/doctor.ts');
      finish(await doctor(options, console));
    });

  // After each command's own ones.
  for (const each of [program, ...program.commands]) each.option('--lang <language>', t('option.lang')).option('--verbose', t('option.verbose'));
  return program;
}

/** Commander's own words in the help. Complaints are left to `usage-text.ts`. */
function inLanguage(command: Command, { t }: Console): Command {
  const headings: Readonly<Record<string, TextKey>> = {
    'Usage:': 'help.usage', 'Arguments:': 'help.arguments', 'Options:': 'help.options', 'Commands:': 'help.commands', 'Global Options:': 'help.global',
  };
  const english = new Help();
  const placeholders = (usage: string): string => usage.replace('[options]', t('help.any-options')).replace('[command]', t('help.a-command'));
  return command
    .configureHelp({
      displayWidth,
      commandUsage: (each) => placeholders(english.commandUsage(each)),
      subcommandTerm: (each) => placeholders(english.subcommandTerm(each)),
      optionDescription: ({ description, defaultValue, mandatory }) => `${description}${mandatory ? t('help.mandatory') : ''}${defaultValue === undefined ? '' : t('help.default', { value: String(defaultValue) })}`,
      styleTitle: (title) => {
        const key = headings[title];
        return key === undefined ? title : t(key);
      },
    })
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .helpOption('-h, --help', t('help.option'));
}
