// The reference of a file format or of what a command prints as JSON: every object of its schema as a table of keys.
import { code, table, type Page } from './markdown';
import { definitionName, schemaType, type JsonSchema } from './schemaType';

/** `about`: title and introduction of the page. */
export function schemaPage(schema: JsonSchema, about: Pick<Page, 'title' | 'intro'>): Page {
  const definitions = schema.definitions ?? schema.$defs ?? {};
  const first = schema.$ref === undefined ? schema : definitions[definitionName(schema.$ref)];
  const sections = first === undefined ? [] : described('', first);
  for (const [name, definition] of Object.entries(definitions)) {
    if (definition !== first) sections.push(`## ${name}`, ...described(name, definition));
  }
  return { ...about, body: sections.join('\n\n') };
}

/** The keys of an object, and then of the objects within that have no name of their own. */
function described(path: string, schema: JsonSchema): string[] {
  const text = schema.description === undefined ? [] : [prose(schema.description)];
  const keys = schema.properties === undefined ? [] : [keyTable(schema)];
  const whole = keys.length === 0 ? [`${schemaType(schema)}.`] : keys;
  return [...text, ...whole, ...within(path, schema)];
}

function keyTable({ properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties)
    .filter(([key]) => key !== '$schema')
    .map(([key, value]): string[] => [
      code(key),
      schemaType(value),
      required.includes(key) && value.default === undefined ? 'yes' : '',
      value.default === undefined ? '' : code(JSON.stringify(value.default)),
      prose(value.description ?? ''),
    ]);
  return table(['key', 'value', 'required', 'default', 'what it is'], rows);
}

function within(path: string, schema: JsonSchema): string[] {
  const nested = Object.entries(schema.properties ?? {}).flatMap(([key, value]) =>
    objectsIn(dotted(path, key), value),
  );
  return [...objectsIn(path, { anyOf: schema.anyOf ?? schema.oneOf ?? [] }), ...nested];
}

/** Sections of the objects without a name that a value may be or hold. */
function objectsIn(path: string, schema: JsonSchema): string[] {
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (options !== undefined) return options.flatMap((option) => objectsIn(path, option));
  if (schema.items !== undefined) {
    const items = Array.isArray(schema.items)
      ? (schema.items as readonly JsonSchema[])
      : [schema.items as JsonSchema];
    return items.flatMap((item) => objectsIn(path, item));
  }
  if (typeof schema.additionalProperties === 'object')
    return objectsIn(dotted(path, '*'), schema.additionalProperties);
  if (schema.properties === undefined) return [];
  const heading = `### ${code(path)}${distinction(schema)}`;
  const text = schema.description === undefined ? [] : [prose(schema.description)];
  return [heading, ...text, keyTable(schema), ...within(path, schema)];
}

/** What tells an object of a union from the others: its keys with one value. */
function distinction({ properties = {} }: JsonSchema): string {
  const fixed = Object.entries(properties).filter(([, value]) => value.const !== undefined);
  if (fixed.length === 0) return '';
  return `, ${fixed.map(([key, value]) => `${code(key)} ${code(JSON.stringify(value.const))}`).join(', ')}`;
}

function dotted(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Descriptions are plain text. */
function prose(text: string): string {
  return text
    .replace(/\s*\n\s*/gu, ' ')
    .replaceAll('<', '\\<')
    .replaceAll('*', '\\*')
    .replaceAll('_', '\\_');
}
