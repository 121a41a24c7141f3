import { z } from 'zod';

/** True: the schema takes this value. False: it may or may not; ask the schema, which also says what is wrong. */
export type QuickLook = (value: unknown) => boolean;

const asksTheSchema: QuickLook = () => false;

/**
 * A look at a value that allocates nothing, made from its schema: for what is checked a hundred thousand times a second and is nearly always in order. Knows plain objects, strings, numbers,
 * nullable ones and fixed values; of anything else it says false.
 */
export function quickLook(schema: z.core.$ZodType): QuickLook {
  if (schema instanceof z.ZodObject) return lookAtObject(schema);
  if (schema instanceof z.ZodString) return lookAtString(schema);
  if (schema instanceof z.ZodNumber) return lookAtNumber(schema);
  if (schema instanceof z.ZodBoolean) return (value) => typeof value === 'boolean';
  if (schema instanceof z.ZodLiteral) return isOneOf(schema.values);
  if (schema instanceof z.ZodEnum) return isOneOf(new Set<unknown>(schema.options));
  if (schema instanceof z.ZodNullable) return orNull(quickLook(schema.unwrap()));
  // What is left out is for the schema to fill in.
  if (schema instanceof z.ZodDefault) return quickLook(schema.unwrap());
  return asksTheSchema;
}

const isOneOf = (values: ReadonlySet<unknown>): QuickLook => (value) => values.has(value);
const orNull = (look: QuickLook): QuickLook => (value) => value === null || look(value);

/** Only objects that refuse every other field: then having as many as there should be says that there are no others. */
function lookAtObject({ shape, def }: z.ZodObject): QuickLook {
  if (!(def.catchall instanceof z.ZodNever) || checksOf(def).length > 0) return asksTheSchema;
  const names = Object.keys(shape);
  const looks = names.map((name) => quickLook(shape[name] ?? z.never()));
  return (value) => {
    if (!isPlain(value)) return false;
    for (let index = 0; index < looks.length; index += 1) if (looks[index]?.(value[names[index] ?? '']) !== true) return false;
    let count = 0;
    for (const _ in value) count += 1;
    return count === names.length;
  };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function lookAtString({ def, format, minLength }: z.ZodString): QuickLook {
  if (format !== null || !checksOf(def).every((check) => check instanceof z.core.$ZodCheckMinLength)) return asksTheSchema;
  const least = minLength ?? 0;
  return (value) => typeof value === 'string' && value.length >= least;
}

function lookAtNumber(schema: z.ZodNumber): QuickLook {
  const { def, format, minValue } = schema;
  if (!checksOf(def).every((check) => check instanceof z.core.$ZodCheckGreaterThan) || (format !== null && format !== 'safeint')) return asksTheSchema;
  // A bound that is itself too little is none that is looked for here.
  if (minValue !== null && !schema.safeParse(minValue).success) return asksTheSchema;
  const least = minValue ?? -Infinity;
  const isNumber = format === 'safeint' ? Number.isSafeInteger : Number.isFinite;
  return (value) => typeof value === 'number' && isNumber(value) && value >= least;
}

const checksOf = ({ checks = [] }: { readonly checks?: z.core.$ZodCheck[] | undefined }): readonly z.core.$ZodCheck[] => checks;
