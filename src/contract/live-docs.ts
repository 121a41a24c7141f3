/** `docs/live-protocol.md` from the protocol itself; a test keeps the file alike. */
import { z } from 'zod';
import { permissions } from './access.ts';
import { errorCodes, type ErrorCode } from './errors.ts';
import { carries, clientMessageSchema, closeCodes, eventNeeds, liveProtocol, maxClientMessageBytes, signalNeeds, stationMessageSchema, subscriptionSchema } from './live.ts';
import { conversations, meanwhiles, type Step } from './live-samples.ts';

const head = `# The live protocol

How a client hears what happens at the station, as it happens: over a WebSocket at \`/live\` (one JSON object a text frame), or over a message port of the window (the same objects). Version ${liveProtocol}. The schemas are \`src/contract/live.ts\`.

<!-- Written from src/contract/live.ts and live-samples.ts: \`npx vitest run src/contract -u\` brings this file up to date. -->

## In short

1. The client connects and says \`hello\` within 5 seconds: the protocol's version, its type of connection, an access token (the window's port needs none), what it wants to hear, and where it wants to go on.
2. The station answers \`welcome\`, or \`refused\` and closes.
3. Events come in the order of the log, each once. First those after \`position\` that it missed, then the others as they happen. Of *signals* (figures such as progress) only the newest counts; they may be left out.
4. Every heartbeat the station sends \`ping\` with the position up to which this connection has been served, also where nothing of it was for this client. The client answers \`pong\`. A client that is not heard for 2.5 heartbeats is dropped; one that hears nothing for as long should come back by itself.
5. When the connection breaks, or ends with a \`bye\` that says \`retry\`, the client waits for the next of \`reconnectDelaysMs\` (with some jitter) and says hello with its \`record\` and \`position\`. Nothing is lost, nothing comes twice.
6. \`resync\` instead means that what was missed cannot be told: read again what is shown. It comes where the position is another record's (\`other-record\`), beyond the log (\`ahead-of-the-log\`), more than 10,000 events back (\`too-far-behind\`), or falls that far behind while it catches up (\`too-slow\`).

## States of a connection

\`\`\`
waiting ──hello──▶ checking ──welcome──▶ backfilling ──▶ live ──▶ closing
   │                  │                      ▲            │         ▲
   └── refused ───────┴──────────────────────│────────────│─────────┤
                                             └────────────┘         │
                       subscribe, unsubscribe, other rights         bye, or gone
\`\`\`

- **waiting** for the hello, 5 seconds at most.
- **checking** whose token it is.
- **backfilling**: what was missed comes page by page out of the log, the next one when the last one has left the station.
- **live** from exactly the last event on, in one step. New subscriptions or rights lead back through backfilling from the connection's own position, so that nothing is lost or doubled on the way.
- **closing**: it was told why. A WebSocket then closes with the code below.

## Who hears what

A connection gets an event when its type carries it, its person may see it (role and exams; a marker gets nothing that names a candidate), and one of its subscriptions lets it through. What a person may not see never leaves the station. A hello without \`subscriptions\` hears everything that the connection carries, until it subscribes to something; with an empty list, nothing. A subscription narrows by exams, by types or families (\`ocr.*\`), and by batches; a signal's topic counts as its type, and \`batches\` does not narrow signals.

A change of role or exams holds from the next event on, and is told by \`rights\`: what a screen shows may have to go; a device that is revoked is told \`bye\` at once.
`;

const limits = `
## Limits

| what | limit | else |
|---|---|---|
| a message to the station | ${maxClientMessageBytes / 1024} KB, text | \`request-too-large\`, \`request-invalid\` |
| messages of a client | 50 a second, 100 at once; every further KB counts as one, a change of subscriptions as five | \`rate-limited\` |
| subscriptions of a connection | 50, which name at most 500 exams, types and batches | \`error\` |
| messages that wait for one slow reader | \`MAX_MESSAGE_QUEUE_SIZE\` (1,000) | \`too-slow\`: come back with your position |
| connections | \`ZHIYUE_MAX_CONNECTIONS\` (12,000) | \`too-many-connections\` |
| the hello | 5 s after connecting | \`request-invalid\` |

While a reader is slow, events wait for it in their order; of signals only the newest of each topic and exam waits. Nobody else waits for it. Signals of progress come at most four times a second for an exam. Where many listen and news keep coming, events of half a second come together, each in a frame of its own; the first after a quiet time comes at once.
`;

const why: Readonly<Record<keyof typeof closeCodes, string>> = {
  'request-invalid': 'A malformed or unknown message or frame, or no hello in time.',
  'not-signed-in': 'No token, one that is none of this station, or a renewed one of somebody else.',
  'token-expired': 'The token has ended and no newer one came by `token`. Come back with a new one.',
  'device-revoked': 'The device may not come back.',
  forbidden: 'The role may see nothing of what this type of connection carries.',
  'protocol-unknown': 'The station speaks another version: reload the client.',
  'rate-limited': 'Too many messages.',
  'too-slow': 'More messages wait than may. Come back with your position.',
  'request-too-large': 'A message is too large.',
  'too-many-connections': 'The station is full. Try again later.',
  'station-closed': 'The station is being stopped. Come back when it runs again.',
};

const shape = z.object({ properties: z.record(z.string(), z.object({ description: z.string().optional() })), required: z.array(z.string()).optional() });

export function liveDocs(): string {
  return [head, connectionRows(), messageRows('What the client says', clientMessageSchema.options), subscriptionRows(), messageRows('What the station says', stationMessageSchema.options), limits, closeRows(), ...conversationTexts()].join('\n');
}

function connectionRows(): string {
  const rows = Object.entries(carries).map(([type, { about, events, signals }]) => `### \`${type}\`\n\n${about}\n\n| event or signal | one must be allowed to |\n|---|---|\n${[
    ...events.map((event) => `| \`${event}\` | ${permissions[eventNeeds[event]]} |`), ...signals.map((topic) => `| signal \`${topic}\` | ${permissions[signalNeeds[topic]]} |`),
  ].join('\n')}\n`);
  return `## Types of connection\n\n${rows.join('\n')}`;
}

function fields(schema: z.ZodType): string {
  const { properties, required = [] } = shape.parse(z.toJSONSchema(schema, { io: 'input' }));
  return Object.entries(properties).filter(([name]) => name !== 'type').map(([name, { description }]) => `\`${name}\`${required.includes(name) ? '' : ' (may be left out)'}${description === undefined ? '' : `: ${description}`}`).join('<br>');
}

function messageRows(title: string, options: readonly z.ZodObject[]): string {
  const rows = options.map((option) => `| \`${z.object({ properties: z.object({ type: z.object({ const: z.string() }) }) }).parse(z.toJSONSchema(option)).properties.type.const}\` | ${fields(option).replaceAll('|', '\\|')} |`);
  return `## ${title}\n\n| type | fields |\n|---|---|\n${rows.join('\n')}\n`;
}

function subscriptionRows(): string {
  return `A subscription has ${fields(subscriptionSchema).replaceAll('<br>', '; ')}\n`;
}

function closeRows(): string {
  const names = Object.keys(closeCodes).filter((name): name is keyof typeof closeCodes & ErrorCode => name in closeCodes);
  const rows = names.map((name) => `| ${closeCodes[name]} | \`${name}\` | ${errorCodes[name] === 'passing' || name === 'token-expired' ? 'yes' : 'no'} | ${why[name]} |`);
  return `## Refusals and close codes\n\n\`refused\` and \`bye\` carry the name as \`code\`; a WebSocket then closes with the number. A trouble of the station's own is \`internal\`, 1011.\n\n| close | code | come back | why |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function conversationTexts(): string[] {
  return ['## Conversations\n\nA test holds each of these with a real station. `▶` the client says, `◀` the station says.\n', ...conversations.map(({ title, about, steps }) => `### ${title}\n\n${about}\n\n\`\`\`\n${steps.map(line).join('\n')}\n\`\`\`\n`)];
}

function line(step: Step): string {
  if ('client' in step) return `▶ ${JSON.stringify(step.client)}`;
  if ('wrong' in step) return `▶ ${step.wrong}`;
  return 'station' in step ? `◀ ${JSON.stringify(step.station)}` : `  … ${meanwhiles[step.meanwhile]}`;
}
