/** The OpenAPI 3.1 document, from the same table as the routes themselves. */
import { z } from 'zod';
import { examFileSchema } from '../../../exam/exam-schema.ts';
import { problemMediaType, problemSchema } from '../../../contract/problem.ts';
import { rolesWith } from '../../../contract/route-docs.ts';
import type { RouteSpec } from '../../../contract/route.ts';
import { routeNames, specs } from './route-table.ts';

export type Json = Readonly<Record<string, unknown>>;
const object = z.record(z.string(), z.unknown());
type Io = 'input' | 'output';

export function openApiDocument(version: string): Json {
  const { schemaOf, components } = componentsOf();
  components.set('ExamFile', object.parse(withoutNoise(jsonSchema(examFileSchema, 'input'))));
  components.set('Problem', object.parse(withoutNoise(jsonSchema(problemSchema, 'output'))));
  const paths: Record<string, Record<string, unknown>> = {};
  for (const name of routeNames) {
    const spec = specs[name];
    const path = spec.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[spec.method.toLowerCase()] = operation(name, spec, schemaOf);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Zhiyue Station', version, description: 'The one door of the station: docs/lan-api.md explains it with samples, docs/live-protocol.md the live connection at `/live`.' },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      responses: { Problem: { description: 'Refused, or failed: docs/errors.md explains each code.', content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } } } },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of `POST /api/session/pair` or `/refresh`; on the machine of the station the secret that `zhiyue` uses.' } },
    },
  };
}

function operation(name: string, spec: RouteSpec, schemaOf: (schema: z.ZodType, io: Io) => Json): Json {
  const { needs, body, answer, status = 200 } = spec;
  const write = spec.method !== 'GET' && body !== 'files';
  const parameters = [
    ...fields(spec.params, schemaOf).map(({ field, schema }) => ({ name: field, in: 'path', required: true, schema })),
    ...fields(spec.query, schemaOf).map(({ field, schema, required }) => ({ name: field, in: 'query', required, schema })),
    ...(write && needs !== 'anyone' ? [{ name: 'Idempotency-Key', in: 'header', required: false, description: 'A repeat with the same key does nothing and gets the same answer.', schema: { type: 'string', minLength: 8, maxLength: 128 } }] : []),
  ];
  const noContent = answer !== 'file' && answer.safeParse(undefined).success;
  return {
    operationId: name, summary: spec.summary, tags: [tagOf(spec.path)], description: who(spec),
    ...(needs === 'anyone' ? { security: [] } : { security: [{ bearer: [] }] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === undefined ? {} : { requestBody: { required: true, content: bodyContent(body, schemaOf) } }),
    responses: {
      [noContent ? 204 : status]: noContent ? { description: 'Done.' } : { description: 'Done.', content: answer === 'file' ? { '*/*': { schema: { type: 'string', format: 'binary' } } } : { 'application/json': { schema: schemaOf(answer, 'output') } } },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function bodyContent(body: NonNullable<RouteSpec['body']>, schemaOf: (schema: z.ZodType, io: Io) => Json): Json {
  if (body === 'bytes') return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  if (body === 'files') return { 'multipart/form-data': { schema: { type: 'object', properties: { files: { type: 'array', items: { type: 'string', format: 'binary' } } } } } };
  return { 'application/json': { schema: schemaOf(body, 'input') } };
}

/** `Needs exams.read: operator, leader …` */
function who({ needs, scope, localOnly }: RouteSpec): string {
  if (needs === 'anyone') return 'Open to everybody.';
  if (needs === 'signed-in') return 'Open to every role.';
  return `Needs \`${needs}\` (${rolesWith(needs).join(', ')})${scope === 'station' ? ' with all exams open' : ''}${localOnly === true ? ', on the machine of the station' : ''}.`;
}

function tagOf(path: string): string {
  return path.startsWith('/api/') ? path.split('/')[2] ?? 'api' : 'watching';
}

function fields(schema: z.ZodObject | undefined, schemaOf: (schema: z.ZodType, io: Io) => Json): { readonly field: string; readonly schema: Json; readonly required: boolean }[] {
  if (!schema) return [];
  const { properties, required } = z.object({ properties: z.record(z.string(), object).default({}), required: z.array(z.string()).default([]) }).parse(schemaOf(schema, 'input'));
  return Object.entries(properties).map(([field, its]) => ({ field, schema: its, required: required.includes(field) }));
}

/** Collects schemas with an id (`.meta({id})`) as components; others stand in their place. */
function componentsOf(): { readonly schemaOf: (schema: z.ZodType, io: Io) => Json; readonly components: Map<string, Json> } {
  const components = new Map<string, Json>();
  return {
    components,
    schemaOf(schema, io) {
      const { $defs, ...own } = jsonSchema(schema, io);
      const suffix = new Map<string, string>();
      const definitions = Object.entries(object.parse($defs ?? {}));
      for (const [name, definition] of definitions) {
        // What is filled in for the client makes two shapes of one schema.
        const known = components.get(name);
        suffix.set(name, known && name !== 'ExamFile' && JSON.stringify(known) !== JSON.stringify(withoutNoise(definition)) ? `${name}Said` : name);
      }
      for (const [name, definition] of definitions) {
        const as = suffix.get(name) ?? name;
        if (!components.has(as)) components.set(as, object.parse(withoutNoise(definition)));
      }
      return object.parse(withoutNoise(own, suffix));
    },
  };
}

function jsonSchema(schema: z.ZodType, io: Io): Json {
  return object.parse(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
}

/** References lead to the components; what every integer says of itself, and the dialect (that of OpenAPI 3.1), goes. */
function withoutNoise(schema: unknown, names: ReadonlyMap<string, string> = new Map()): unknown {
  if (Array.isArray(schema)) return schema.map((each) => withoutNoise(each, names));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema)
    .filter(([key, value]) => !(key === '$schema' || key === 'minimum' && value === Number.MIN_SAFE_INTEGER || key === 'maximum' && value === Number.MAX_SAFE_INTEGER))
    .map(([key, value]) => {
      if (key !== '$ref' || typeof value !== 'string') return [key, withoutNoise(value, names)];
      const name = value.replace('#/$defs/', '');
      return [key, `#/components/schemas/${names.get(name) ?? name}`];
    }));
}
