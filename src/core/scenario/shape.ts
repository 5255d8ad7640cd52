/**
 * The schema of the language as a plain tree: what can stand where, and what it means. Completion, hover, the reference page and the
 * sentences of problems read it.
 */
import * as z from 'zod';
import { scenarioSchema } from './schema.ts';

interface ShapeBase {
  /** The description in the schema; empty where it has none. */
  readonly about: string;
  /** What Redline takes the value for: `size`, `duration`, `count`, `condition` or `template`. */
  readonly meaning: string | undefined;
  readonly schema: z.ZodType;
}

export interface ObjectShape extends ShapeBase {
  readonly kind: 'object';
  readonly keys: ReadonlyMap<string, { readonly shape: Shape; readonly required: boolean }>;
}

export type Shape =
  | ObjectShape
  | (ShapeBase & { readonly kind: 'record'; readonly key: Shape; readonly value: Shape })
  | (ShapeBase & { readonly kind: 'list'; readonly item: Shape })
  | (ShapeBase & { readonly kind: 'choice'; readonly values: readonly string[] })
  | (ShapeBase & { readonly kind: 'either'; readonly options: readonly Shape[] })
  | (ShapeBase & { readonly kind: 'text' | 'whole number' | 'number' | 'flag' });

/** Shape of a whole scenario. */
export const SCENARIO_SHAPE: Shape = shapeOf(scenarioSchema);

/** The shapes that can stand at the end of a path; several where the schema has a choice, none where the path leads nowhere. */
export function shapesAt(path: readonly (string | number)[], from: Shape = SCENARIO_SHAPE): readonly Shape[] {
  let shapes: readonly Shape[] = optionsOf(from);
  for (const step of path) shapes = shapes.flatMap((shape) => optionsOf(childOf(shape, step)));
  return shapes;
}

/** The shape below another, or undefined. */
export function childOf(shape: Shape, step: string | number): Shape | undefined {
  if (shape.kind === 'object') return shape.keys.get(String(step))?.shape;
  if (shape.kind === 'record') return shape.value;
  return shape.kind === 'list' ? shape.item : undefined;
}

/** The alternatives of a shape; itself where it has none. */
export function optionsOf(shape: Shape | undefined): readonly Shape[] {
  if (!shape) return [];
  return shape.kind === 'either' ? shape.options.flatMap(optionsOf) : [shape];
}

/** What has to stand at a place, as the end of a sentence: `a size such as 140GiB`. */
export function describeShape(shape: Shape): string {
  switch (shape.meaning) {
    case 'size':
      return 'a size such as 140GiB';
    case 'duration':
      return 'a duration such as 90s or 1h30m';
    case 'count':
      return 'a count such as 60 or 200k';
    case 'condition':
      return 'a condition';
    default:
  }
  switch (shape.kind) {
    case 'object':
    case 'record':
      return 'a map of keys and values';
    case 'list':
      return 'a list';
    case 'choice':
      return shape.values.length === 1 ? shape.values.join() : `one of ${shape.values.join(', ')}`;
    case 'either':
      return [...new Set(shape.options.map(describeShape))].join(' or ');
    case 'flag':
      return 'true or false';
    case 'text':
      return 'text';
    case 'number':
      return 'a number';
    case 'whole number':
      return 'a whole number';
    default:
      return shape satisfies never;
  }
}

function shapeOf(written: z.core.$ZodType): Shape {
  const outer = asSchema(written);
  const schema = outer instanceof z.ZodOptional ? asSchema(outer.unwrap()) : outer;
  const meta = { ...schema.meta(), ...outer.meta() };
  const base: ShapeBase = {
    about: outer.description ?? schema.description ?? '',
    meaning: typeof meta['redline'] === 'string' ? meta['redline'] : undefined,
    schema,
  };
  if (schema instanceof z.ZodObject) {
    const keys = Object.entries(schema.shape).map(
      ([key, value]) => [key, { shape: shapeOf(value), required: !(value instanceof z.ZodOptional) }] as const,
    );
    return { ...base, kind: 'object', keys: new Map(keys) };
  }
  if (schema instanceof z.ZodRecord) {
    return { ...base, kind: 'record', key: shapeOf(schema.keyType), value: shapeOf(schema.valueType) };
  }
  if (schema instanceof z.ZodArray) return { ...base, kind: 'list', item: shapeOf(schema.element) };
  if (schema instanceof z.ZodUnion) {
    const options = schema.options.map((option) => {
      const own = shapeOf(option);
      return { ...own, about: own.about || base.about, meaning: own.meaning ?? base.meaning };
    });
    return { ...base, kind: 'either', options };
  }
  if (schema instanceof z.ZodEnum) return { ...base, kind: 'choice', values: schema.options.map(String) };
  if (schema instanceof z.ZodLiteral) return { ...base, kind: 'choice', values: [...schema.values].map(String) };
  if (schema instanceof z.ZodBoolean) return { ...base, kind: 'flag' };
  if (schema instanceof z.ZodNumber) return { ...base, kind: schema.isInt ? 'whole number' : 'number' };
  return { ...base, kind: 'text' };
}

/** Members of a composed schema are typed as the small core of zod; ours are all made by its full interface. */
function asSchema(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw new TypeError('A part of the schema was not made by the full interface of zod.');
}
