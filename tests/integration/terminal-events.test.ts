/** What `zhiyue events dead` and `zhiyue trace` say of a station that runs, in both languages. */
import { expect, test } from 'vitest';
import { openConsole } from '../../src/cli/console.ts';
import { type Language, translator } from '../../src/cli/i18n/texts.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { reportError } from '../../src/cli/report-error.ts';
import { openGatewayStation } from '../support/gateway.ts';
import { temporaryFolder, until } from '../support/redis.ts';
import { exampleExam } from '../support/station.ts';

interface Said { readonly code: number; readonly out: string; readonly note: string }

/** Runs a command in this process, as `zhiyue` does. */
async function zhiyue(language: Language, args: readonly string[]): Promise<Said> {
  const [out, note]: string[][] = [[], []];
  const console = { ...openConsole(language, await translator(language)), out: (line: string) => void out?.push(line), note: (line: string) => void note?.push(line) };
  let code = 0;
  try {
    await buildProgram(console, (ended) => { code = ended; }).parseAsync([...args], { from: 'user' });
  } catch (error) {
    code = reportError(error, console, false);
  }
  return { code, out: out?.join('\n') ?? '', note: note?.join('\n') ?? '' };
}

const lettersIn = ({ out }: Said): number => out.split('\n').filter((line) => /^ *\d+ /.test(line)).length;

const words = {
  'en': { none: 'Handlers have given up nothing.', list: /Number +State +Group +Event +Attempts +Error +Failed at/, waits: 'State: waits', discarded: /Settled: .+ \(typed twice\)/, already: 'was dealt with before (discarded)', unknown: 'There is no dead letter 999; nothing was done.', all: '1 handled, 0 failed again.', nothing: 'Nothing that has happened belongs to 98765432', say: 'Say what is to be followed' },
  'zh-CN': { none: '没有处理器放弃的事件。', list: /编号 +状态 +处理器组 +事件 +尝试次数 +错误 +失败时间/, waits: '状态: 待处理', discarded: /处理: .+ \(typed twice\)/, already: '此前已处理（已放弃）', unknown: '没有编号为 999 的死信，未作任何处理。', all: '1 个已处理，0 个再次失败。', nothing: '发生过的事情里没有属于 98765432 的', say: '请指明要追踪什么' },
} as const;

test.each(['en', 'zh-CN'] as const)('%s: dead letters are listed, shown, tried again and put away; what is settled or unknown is said, with the command that lists the others; trace asks for what it follows', async (language) => {
  const said = words[language];
  await using folder = await temporaryFolder();
  const at = ['--data-dir', folder.path];
  const dead = (...args: string[]) => zhiyue(language, ['events', 'dead', ...args, ...at]);
  const listing = `events dead list --data-dir ${folder.path}`;
  let broken = true;
  {
    await using open = await openGatewayStation(folder.path, { maxRetries: 0 }, {
      reaction: (group, reaction) => (group !== 'exam' ? reaction : { ...reaction, act: async () => { if (broken) throw new Error('no table'); } }),
    });
    const exam = exampleExam();
    const change = (points: number) => open.station.createOrUpdateExam({ ...exam, questions: exam.questions.map((question) => ({ ...question, points })) }, null);
    expect(await dead('list')).toMatchObject({ code: 0, out: '', note: said.none });
    for (const asked of [['list'], ['retry', 'all']]) expect(await dead(...asked, '--group', 'nosuch')).toMatchObject({ code: 2, out: '', note: expect.stringContaining('nosuch') });
    await change(1);
    await change(2);
    await until('it is given up', async () => (await dead('list')).out !== '');
    const list = await dead('list');
    expect([list.code, lettersIn(list)]).toEqual([0, 1]);
    expect(list.out).toMatch(said.list);
    expect(list.out).toMatch(/^ *1 .* exam +exam\.updated 2 +1 /m);
    expect((await dead('show', '1')).out).toContain(said.waits);
    // Tried again in vain: it waits still.
    expect(await dead('retry', '1')).toMatchObject({ code: 1, out: expect.stringContaining(said.waits) });
    expect((await dead('retry', 'all')).code).toBe(1);
    // Without a reason nothing is put away.
    expect((await dead('discard', '1')).code).toBe(2);
    const discarded = await dead('discard', '1', '--reason', 'typed twice');
    expect([discarded.code, discarded.note]).toEqual([0, '']);
    expect(discarded.out).toMatch(said.discarded);
    const late = await dead('retry', '1');
    expect(late.code).toBe(1);
    expect(late.note).toContain(said.already);
    expect(late.note).toContain(listing);
    for (const action of ['show', 'retry', 'discard']) {
      const unknown = await dead(action, '999', ...(action === 'discard' ? ['--reason', 'x'] : []));
      expect([unknown.code, unknown.out]).toEqual([2, '']);
      expect(unknown.note).toContain(said.unknown);
      expect(unknown.note).toContain(listing);
    }
    await change(3);
    await until('the next is given up', async () => lettersIn(await dead('list')) === 2);
    broken = false;
    expect(await dead('retry', 'all')).toMatchObject({ code: 0, out: said.all });

    for (const nothing of ['', ' ']) expect(await zhiyue(language, ['trace', nothing, ...at])).toMatchObject({ code: 2, out: '', note: expect.stringContaining(said.say) });
    // The log itself, up to a point in time.
    const upTo = async (until: string) => (await zhiyue(language, ['events', '--until', until, ...at])).out.split('\n').filter((line) => line !== '').length;
    expect([await upTo('2020-01-01'), await upTo('0s') > 3]).toEqual([0, true]);

    expect(await zhiyue(language, ['trace', '98765432', ...at])).toMatchObject({ code: 2, out: '', note: expect.stringContaining(said.nothing) });
  }
  // Nobody is there to be asked.
  expect(await dead('list')).toMatchObject({ code: 3, out: '', note: expect.stringContaining(folder.path) });
});
