/** Machines of their own as far as the network goes: Linux network namespaces, each with a cable to this machine. */
import { execFileSync } from 'node:child_process';

export interface TestNetwork extends Disposable {
  /** This machine's address as the others see it. */
  readonly address: string;
  /** What stands before a command that is to run in each of them; nothing where the machine has no namespaces. */
  readonly machines: readonly (readonly string[])[];
  /** False: everything is on the loopback address. */
  readonly separate: boolean;
}

/** `count` namespaces at one bridge; on a machine that allows none (no root, no iproute2), as many stand-ins on the loopback address. */
export function openNetwork(count: number): TestNetwork {
  const id = `zy${process.pid % 100_000}`;
  const net = `10.${100 + (process.pid % 100)}.${process.pid % 250}`;
  const ip = (...args: readonly string[]): void => void execFileSync('ip', args, { stdio: 'pipe' });
  const remove = (...args: readonly string[]): void => {
    try {
      ip(...args);
    } catch {
      // It is not there.
    }
  };
  const names = Array.from({ length: count }, (_, index) => `${id}-${index}`);
  const close = (): void => {
    for (const name of names) remove('netns', 'del', name);
    remove('link', 'del', `${id}b`);
  };
  try {
    ip('link', 'add', `${id}b`, 'type', 'bridge');
    ip('addr', 'add', `${net}.1/24`, 'dev', `${id}b`);
    ip('link', 'set', `${id}b`, 'up');
    for (const [index, name] of names.entries()) {
      ip('netns', 'add', name);
      ip('link', 'add', `${id}v${index}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
      ip('link', 'set', `${id}v${index}`, 'master', `${id}b`, 'up');
      ip('-n', name, 'addr', 'add', `${net}.${index + 2}/24`, 'dev', 'eth0');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
      ip('-n', name, 'link', 'set', 'lo', 'up');
    }
  } catch {
    close();
    return { address: '127.0.0.1', separate: false, machines: names.map(() => []), [Symbol.dispose]() {} };
  }
  return { address: `${net}.1`, separate: true, machines: names.map((name) => ['ip', 'netns', 'exec', name]), [Symbol.dispose]: close };
}
