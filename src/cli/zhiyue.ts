/** The `zhiyue` command: one line of arguments in, an exit code out. Nothing heavy is imported before a command is chosen. */
import { type Command, CommanderError } from 'commander';
import { ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';
import { openConsole } from './console.ts';
import type { Console } from './console.ts';
import { chosenLanguage, translator } from './i18n/texts.ts';
import { buildProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { usageText } from './usage-text.ts';

/** As shells say it. */
const endedBySigpipe = 128 + 13;
// Who reads us has had enough (`… | head`): we stop as if asked to, in order and without a word. The system's own commands are ended by SIGPIPE then, which Node does not know.
for (const stream of [process.stdout, process.stderr]) {
  let ending = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (process.listenerCount('SIGTERM') === 0) process.exit(endedBySigpipe);
    if (!ending) process.kill(process.pid, 'SIGTERM');
    ending = true;
  });
}
const endsWith = await main(process.argv.slice(2));
await Promise.all([written(process.stdout), written(process.stderr)]);
// The command has ended in order; a library that still waits for a lost Redis, say, would hold the process for seconds.
process.exit(endsWith);

async function main(args: readonly string[]): Promise<number> {
  // Needed before the arguments can be parsed, because help and complaints are written in it.
  const { language, unknown } = chosenLanguage(args, process.env);
  const console = openConsole(language, await translator(language));
  const verbose = args.includes('--verbose') || (process.env['ZHIYUE_DEBUG'] ?? '') !== '';
  try {
    if (unknown !== null) throw ZhiyueError.of('option-invalid', [fault('option-no-word', { text: unknown, words: 'zh-CN, en' })], { about: '--lang' });
    return await run(args, console);
  } catch (error) {
    return reportError(error, console, verbose);
  }
}

async function run(args: readonly string[], console: Console): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(console, (code) => { exitCode = code; });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : meant(program, args), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end by an exception too.
    if (error.exitCode === 0) return 0;
    console.note(usageText(error, args, console));
    return 2;
  }
}

/** Help for a command that does not exist is the complaint about that command, with the nearest one. */
function meant(program: Command, args: readonly string[]): readonly string[] {
  const [first, asked] = chosenLanguage(args, {}).rest;
  return first === 'help' && asked !== undefined && !asked.startsWith('-') && ![...program.commands.map((each) => each.name()), 'help'].includes(asked) ? [asked] : args;
}

/** Resolves when everything has gone out, or when nobody reads any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.once('close', resolve).write('', () => resolve());
  });
}
