// What a JSON schema allows, in a few words for a table's cell.
import { anchor, code } from './markdown';

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly description?: string;
  readonly title?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** In Markdown; objects with keys of their own are `object`, definitions are links to their heading. */
export function schemaType(given: unknown): string {
  const schema = given as JsonSchema;
  if (schema.$ref !== undefined) {
    const name = definitionName(schema.$ref);
    return name === '' ? 'this object again' : `[${name}](#${anchor(name)})`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(' or ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return [...new Set(options.map(schemaType))].join(' or ');
  if (schema.allOf !== undefined) return schema.allOf.map(schemaType).join(' and ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return types.length === 0 ? 'any value' : types.map((type) => ofType(type, schema)).join(' or ');
}

export function definitionName(ref: string): string {
  return decodeURIComponent(ref.replace(/^#\/?(?:definitions\/|\$defs\/)?/u, ''));
}

function ofType(type: string, schema: JsonSchema): string {
  if (type === 'number' || type === 'integer') return `${type}${range(schema)}`;
  if (type === 'array') return `list of ${itemsOf(schema)}${count(schema)}`;
  if (type === 'object' && typeof schema.additionalProperties === 'object') {
    return `object of names to ${schemaType(schema.additionalProperties)}`;
  }
  return type;
}

function itemsOf({ items, prefixItems }: JsonSchema): string {
  const places = prefixItems ?? (Array.isArray(items) ? (items as readonly JsonSchema[]) : null);
  if (places !== null) return `(${places.map(schemaType).join(', ')})`;
  return items === undefined ? 'any value' : schemaType(items);
}

/** The largest integer of JavaScript is no limit that anyone chose. */
function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const chosen = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const parts = [
    ...(chosen(minimum) ? [`≥ ${minimum}`] : []),
    ...(chosen(exclusiveMinimum) ? [`> ${exclusiveMinimum}`] : []),
    ...(chosen(maximum) ? [`≤ ${maximum}`] : []),
    ...(chosen(exclusiveMaximum) ? [`< ${exclusiveMaximum}`] : []),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(', ')}`;
}

function count({ minItems, maxItems }: JsonSchema): string {
  if (minItems === undefined && maxItems === undefined) return '';
  if (maxItems === undefined) return minItems === 0 ? '' : `, at least ${minItems ?? 0}`;
  return `, ${minItems ?? 0} to ${maxItems}`;
}
