import { expect, test } from 'vitest';
import { faultSentence } from '../../contract/faults.ts';
import { endedFault } from './ended.ts';

test.each([
  ['exit code 1', '进程以退出码 1 结束。', 'the process ended with exit code 1.'],
  ['exit code 1: file:///a.js:3\n  throw x\nTypeError: x is not a function\n    at a.js:3', '进程以退出码 1 结束：TypeError: x is not a function。', 'the process ended with exit code 1: TypeError: x is not a function.'],
  ['exit code 134: terminate called', '进程以退出码 134 结束：terminate called。', 'the process ended with exit code 134: terminate called.'],
  ['SIGSEGV', '进程被 SIGSEGV 终止。', 'the process was ended by SIGSEGV.'],
  ['spawn EAGAIN', '进程无法启动（spawn EAGAIN）。', 'the process cannot be started (spawn EAGAIN).'],
])('of %j the end is said in the reader\'s language, without the stack', (reason, chinese, english) => {
  expect([faultSentence([endedFault(reason)], 'zh-CN'), faultSentence([endedFault(reason)], 'en')]).toEqual([chinese, english]);
});
