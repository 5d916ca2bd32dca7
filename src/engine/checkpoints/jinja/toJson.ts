// Python's json.dumps, with the arguments that transformers gives templates.
import { bind } from './arguments.ts';
import { floatText } from './printValue.ts';
import { str } from './printValue.ts';
import {
  isList,
  isTrue,
  PyDict,
  PyTuple,
  sortValues,
  typeError,
  typeName,
  type Keywords,
  type Value,
} from './values.ts';

interface JsonStyle {
  readonly ascii: boolean;
  readonly indent: string | null;
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly sortKeys: boolean;
}

/** The tojson filter. @throws PyError TypeError for what JSON has not */
export function toJson(args: readonly Value[], keywords: Keywords): string {
  const parameters = ['x', 'ensure_ascii', 'indent', 'separators', 'sort_keys'];
  const [value = null, ascii = false, indent = null, separators = null, sortKeys = false] = bind(
    'tojson',
    parameters,
    args,
    keywords,
  );
  const pair = separators instanceof PyTuple ? separators.items : isList(separators) ? separators : null;
  const [itemSeparator = indent === null ? ', ' : ',', keySeparator = ': '] = pair ?? [];
  const style = {
    ascii: isTrue(ascii),
    indent: indentText(indent),
    itemSeparator: str(itemSeparator),
    keySeparator: str(keySeparator),
    sortKeys: isTrue(sortKeys),
  };
  return write(value, style, '\n');
}

function indentText(indent: Value): string | null {
  if (indent === null) return null;
  if (typeof indent === 'string') return indent;
  if (typeof indent === 'bigint' || typeof indent === 'boolean')
    return ' '.repeat(Math.max(0, Number(indent)));
  throw typeError(`can't multiply sequence by non-int of type '${typeName(indent)}'`);
}

/** `newline` ends the line and holds the indentation so far. */
function write(value: Value, style: JsonStyle, newline: string): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return jsonFloat(value);
  if (typeof value === 'string') return jsonText(value, style.ascii);
  const inner = newline + (style.indent ?? '');
  if (isList(value) || value instanceof PyTuple) {
    const items = isList(value) ? value : value.items;
    return enclose(
      '[',
      items.map((item) => write(item, style, inner)),
      ']',
      style,
      newline,
    );
  }
  if (value instanceof PyDict) {
    const keys = style.sortKeys ? sortValues(value.keys()) : value.keys();
    const members = keys.map(
      (key) =>
        jsonText(jsonKey(key), style.ascii) +
        style.keySeparator +
        write(value.get(key) ?? null, style, inner),
    );
    return enclose('{', members, '}', style, newline);
  }
  throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
}

function enclose(
  open: string,
  parts: readonly string[],
  close: string,
  style: JsonStyle,
  newline: string,
): string {
  if (parts.length === 0) return open + close;
  if (style.indent === null) return open + parts.join(style.itemSeparator) + close;
  const inner = newline + style.indent;
  return open + inner + parts.join(style.itemSeparator + inner) + newline + close;
}

function jsonKey(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean' || typeof key === 'bigint') return String(key);
  if (typeof key === 'number') return jsonFloat(key);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return floatText(value);
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};

function jsonText(text: string, ascii: boolean): string {
  // Python escapes the control characters below U+0020, and with ensure_ascii all from U+007F, in UTF-16 units.
  const special = ascii ? /["\\]|[^ -~]/g : /["\\\x00-\x1f]/g;
  const body = text.replace(
    special,
    (unit) => shortEscapes[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${body}"`;
}
