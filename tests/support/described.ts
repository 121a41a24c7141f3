/** Holds what a station answers, and what it took, against its own OpenAPI document: whoever reads that and not our code must find it true. */
import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { problemMediaType } from '../../src/contract/problem.ts';
import { openApiDocument } from '../../src/station/gateway/http/openapi.ts';

export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** What was sent as JSON; undefined: nothing, or something else. */
  readonly body: unknown;
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

const operationSchema = z.looseObject({ operationId: z.string(), requestBody: z.looseObject({ content: z.record(z.string(), z.unknown()) }).optional(), responses: z.record(z.string(), z.unknown()) });

interface Described {
  readonly pattern: RegExp;
  readonly method: string;
  readonly path: string;
  readonly operation: z.infer<typeof operationSchema>;
}

let description: { readonly ajv: Ajv2020; readonly operations: readonly Described[] } | null = null;
const checks = new Map<string, ValidateFunction>();

/** Throws where an answer of a described route, or a body that it took, is not as the document says. Addresses that no route has are none of its business. */
export function checkDescribed({ method, path, body, status, mediaType, text }: Exchange): void {
  const asked = path.split('?')[0] ?? '';
  const described = describedOperations().operations.find((each) => each.method === method.toLowerCase() && each.pattern.test(asked));
  if (!described) return;
  const { operation } = described;
  const at = (...keys: readonly string[]): string => ['', 'paths', described.path, described.method, ...keys].map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const about = `${method} ${path}, ${operation.operationId}`;
  if (status >= 400) {
    if (mediaType !== problemMediaType) throw new Error(`${about}: ${status} comes as ${mediaType}`);
    return fits('/components/schemas/Problem', JSON.parse(text), `the problem of ${about}`);
  }
  if (!(status in operation.responses) && status !== 304) throw new Error(`${about}: ${status} is not described`);
  if (mediaType === 'application/json' && JSON.stringify(operation.responses[status]).includes('application/json')) fits(at('responses', String(status), 'content', 'application/json', 'schema'), JSON.parse(text), `the answer of ${about}`);
  // That one is there to say what is wrong with an exam.
  if (operation.operationId === 'checkExam') return;
  if (body !== undefined && operation.requestBody && 'application/json' in operation.requestBody.content) fits(at('requestBody', 'content', 'application/json', 'schema'), body, `what ${about} took`);
}

function describedOperations(): NonNullable<typeof description> {
  if (description) return description;
  const document = openApiDocument('0.0.0');
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictTuples: false, allErrors: true });
  addFormats.default(ajv);
  // Not a schema itself: its parts are, and are compiled when they are needed.
  ajv.addVocabulary(['openapi', 'info', 'servers', 'paths', 'components']);
  ajv.addSchema(document, 'openapi', false);
  const paths = z.record(z.string(), z.record(z.string(), operationSchema)).parse(document['paths']);
  const operations = Object.entries(paths).flatMap(([path, methods]) => {
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return Object.entries(methods).map(([method, operation]) => ({ path, method, pattern, operation }));
  });
  // `/exams/example` is no exam: what stands there word for word comes first.
  return description = { ajv, operations: operations.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length) };
}

function fits(pointer: string, value: unknown, about: string): void {
  const { ajv } = describedOperations();
  const check = checks.get(pointer) ?? ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` });
  checks.set(pointer, check);
  if (!check(value)) throw new Error(`${about} is not as the OpenAPI document says: ${ajv.errorsText(check.errors)}`);
}
