import type { Redis } from 'ioredis';

/**
 * Ends a connection whatever its state, and rejects what still waits on it. ioredis' own `disconnect()` forgets the commands of a connection that is
 * between two attempts to reconnect: who awaits one of them would wait for ever. One more attempt, known to be the last, lets ioredis settle them.
 */
export function closeConnection(connection: Redis): void {
  if (connection.status === 'end') return;
  const between = connection.status === 'reconnecting';
  connection.disconnect();
  if (!between) return;
  connection.once('ready', () => connection.disconnect());
  connection.connect().catch(() => {});
}
