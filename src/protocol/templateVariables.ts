// Variables of chat templates: their types, and how a value is written on a command line.

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type TemplateVariables = Readonly<Record<string, JsonValue>>;

/** As Python writes them too: `enable_thinking=False` is no text, which would be true in a template. */
const constants: ReadonlyMap<string, JsonValue> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
]);

/**
 * The value that a text means: a constant, or JSON; anything else is the text itself.
 * @throws SyntaxError where it begins as a JSON text, list or object does, and is none
 */
export function parseTemplateValue(text: string): JsonValue {
  const constant = constants.get(text);
  if (constant !== undefined) return constant;
  if (/^["[{]/.test(text) || isJsonNumber(text)) return JSON.parse(text) as JsonValue;
  return text;
}

/** What parseTemplateValue reads back. */
export function templateValueText(value: JsonValue): string {
  const plain =
    typeof value === 'string' && !constants.has(value) && !/^["[{]/.test(value) && !isJsonNumber(value);
  return plain ? value : JSON.stringify(value);
}

/** Those whose digits a number holds: a longer one stays text. */
function isJsonNumber(text: string): boolean {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return false;
  const value = Number(text);
  return Number.isFinite(value) && (!/^-?\d+$/.test(text) || Number.isSafeInteger(value));
}
