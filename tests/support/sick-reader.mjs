// Loaded before a worker (NODE_OPTIONS): its reading process does not start (SICK_READER=start), or ends at every page but the one that is asked for as a test (SICK_READER=pages).
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const { fork } = childProcess;
childProcess.fork = (module, ...rest) => {
  if (process.env.SICK_READER === 'start') return fork('/no/such/host.mjs', ...rest);
  const child = fork(module, ...rest);
  const send = child.send.bind(child);
  child.send = (message, ...more) => {
    if (message?.kind !== 'run' || message.id === 1) return send(message, ...more);
    child.kill('SIGKILL');
    return true;
  };
  return child;
};
syncBuiltinESMExports();
