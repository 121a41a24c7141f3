/** The only reader of the environment. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ZhiyueError } from '../contract/errors.ts';
import { type Fault, fault } from '../contract/faults.ts';
import { logLevels, type LogLevel } from './log/levels.ts';
import { parseRedisUrl } from './redis/address.ts';

const secondsList = z.string().regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/, 'numbers of seconds with commas, such as 1,2,5').transform((text) => text.split(',').map((part) => Number(part) * 1000));
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const environmentSchema = z.object({
  REDIS_URL: z.string().optional(),
  REDIS_STREAM_PREFIX: z.string().min(1).default('zhiyue:events'),
  ZHIYUE_PARTITIONS: whole(1, 64).optional(),
  REDIS_CONSUMER_GROUP: z.string().min(1).default('zhiyue-processors'),
  MAX_WORKERS: whole(1, 64).optional(),
  /** Seconds. */
  TASK_TIMEOUT: whole(1, 86_400).default(300),
  MAX_RETRIES: whole(0, 20).default(3),
  RETRY_DELAY: secondsList.default([1000, 2000, 5000, 10_000, 30_000]),
  /** Seconds. */
  HEARTBEAT_INTERVAL: whole(1, 3600).default(30),
  MAX_MESSAGE_QUEUE_SIZE: whole(1, 1_000_000).default(1000),
  RECONNECT_DELAYS: secondsList.default([1000, 2000, 5000, 10_000, 30_000]),
  ZHIYUE_LOG_LEVEL: z.enum(logLevels).default('info'),
  ZHIYUE_DATA_DIR: z.string().min(1).default('.zhiyue'),
  ZHIYUE_PORT: whole(0, 65_535).default(7411),
  ZHIYUE_LAN_PORT: whole(0, 65_535).default(7412),
  ZHIYUE_LAN_HOST: z.union([z.ipv4(), z.ipv6()]).optional(),
  ZHIYUE_MAX_CONNECTIONS: whole(1, 60_000).default(12_000),
});

export interface StationConfig {
  /** Absolute path; made when missing. */
  readonly dataFolder: string;
  /** As `parseRedisUrl` understands it; holds a password. Null: the station's own sidecar. */
  readonly redisUrl: string | null;
  readonly streamPrefix: string;
  readonly consumerGroup: string;
  /** Into how many streams the exams are spread; null: as many as are good for the kind of Redis. */
  readonly partitions: number | null;
  /** Threads that read pages. */
  readonly workers: number;
  /** Whether somebody said it for this start (`MAX_WORKERS`, an option); else the operator's choice in the settings goes before the number of cores. */
  readonly workersSaid: boolean;
  readonly taskTimeoutMs: number;
  /** Attempts after the first one. */
  readonly maxRetries: number;
  readonly retryDelaysMs: readonly number[];
  readonly heartbeatMs: number;
  readonly maxMessageQueue: number;
  readonly reconnectDelaysMs: readonly number[];
  readonly logLevel: LogLevel;
  /** Loopback port of the gateway; 0 takes a free one, null opens none. */
  readonly port: number | null;
  /** Where the LAN is served once the operator opens it; 0 takes a free port. */
  readonly lanPort: number;
  /** The one address of this machine under which the LAN is served; null: every one. */
  readonly lanHost: string | null;
  /** Live connections at once. */
  readonly maxConnections: number;
}

/**
 * Configuration from the environment, with what the caller says on top (a CLI option, a test's folder).
 * Throws ZhiyueError option-invalid about the variable's name.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env, say: Partial<StationConfig> = {}): StationConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0] ?? 'environment');
    const { code, values } = issue === undefined ? { code: 'option-variable' as const, values: { reason: '?' } } : wrongVariable(issue);
    throw ZhiyueError.of('option-invalid', [fault(code, { ...values, name })], { about: name });
  }
  const env = parsed.data;
  if (env.REDIS_URL !== undefined) parseRedisUrl(env.REDIS_URL);
  const config: StationConfig = {
    dataFolder: env.ZHIYUE_DATA_DIR,
    redisUrl: env.REDIS_URL ?? null,
    streamPrefix: env.REDIS_STREAM_PREFIX,
    consumerGroup: env.REDIS_CONSUMER_GROUP,
    partitions: env.ZHIYUE_PARTITIONS ?? null,
    workers: env.MAX_WORKERS ?? availableParallelism(),
    workersSaid: env.MAX_WORKERS !== undefined || say.workers !== undefined,
    taskTimeoutMs: env.TASK_TIMEOUT * 1000,
    maxRetries: env.MAX_RETRIES,
    retryDelaysMs: env.RETRY_DELAY,
    heartbeatMs: env.HEARTBEAT_INTERVAL * 1000,
    maxMessageQueue: env.MAX_MESSAGE_QUEUE_SIZE,
    reconnectDelaysMs: env.RECONNECT_DELAYS,
    logLevel: env.ZHIYUE_LOG_LEVEL,
    port: env.ZHIYUE_PORT,
    lanPort: env.ZHIYUE_LAN_PORT,
    lanHost: env.ZHIYUE_LAN_HOST ?? null,
    maxConnections: env.ZHIYUE_MAX_CONNECTIONS,
    ...say,
  };
  return { ...config, dataFolder: resolve(config.dataFolder) };
}

function wrongVariable(issue: z.core.$ZodIssue): Omit<Fault, 'where'> {
  switch (issue.code) {
    case 'invalid_format': return issue.format === 'regex' ? { code: 'option-variable-seconds', values: {} } : { code: 'option-variable', values: { reason: issue.message } };
    case 'invalid_type': return issue.expected === 'number' || issue.expected === 'int' ? { code: 'option-variable-whole', values: {} } : { code: 'option-variable', values: { reason: issue.message } };
    case 'too_small': return { code: 'option-variable-least', values: { limit: Number(issue.minimum) } };
    case 'too_big': return { code: 'option-variable-most', values: { limit: Number(issue.maximum) } };
    case 'invalid_value': return { code: 'option-variable-word', values: { words: issue.values.map(String).join(', ') } };
    default: return { code: 'option-variable', values: { reason: issue.message } };
  }
}
