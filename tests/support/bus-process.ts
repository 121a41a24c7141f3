/** A bus of its own on a Redis that others use, too: appends events, handles them, and prints each. Run by a test as a process that can be frozen. */
import { startBus } from '../../src/station/bus/bus.ts';
import { startRedis } from '../../src/station/redis/sidecar.ts';
import { openEventRecord } from './event-record.ts';

const [url = '', dataFolder = '', leaseMs = '600'] = process.argv.slice(2);
const record = await openEventRecord();
const redis = await startRedis({ dataFolder, url });
const bus = await startBus({
  redis, ...record.parts, streamPrefix: 'shared', groupPrefix: 'g', partitions: 2, leaseMs: Number(leaseMs), retryDelaysMs: [10], maxRetries: 0,
  onTrouble: (error) => process.stdout.write(`trouble ${error.message}\n`),
});
await bus.subscribe('grading', '*', async ({ seq }) => void process.stdout.write(`handled ${seq}\n`));
setInterval(() => void record.append(2), 10);
