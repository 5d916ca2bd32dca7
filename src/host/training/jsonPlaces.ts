// Where the values of a JSON text stand in it. Tolerant: of a text that is being typed it finds what comes before the
// fault. Must not know VS Code.

export type JsonPath = readonly (string | number)[];

/** Offsets; the end is exclusive. */
export interface JsonPlace {
  readonly start: number;
  readonly end: number;
}

interface Found extends JsonPlace {
  readonly path: JsonPath;
}

/**
 * The place of what a path names: a member's key (it is shorter than its value), an element's value. Where the path is not
 * in the text, that of its nearest parent that is; the root's is its first character.
 */
export function jsonPlace(text: string, path: JsonPath): JsonPlace {
  const places = new Map(scan(text).map((found) => [JSON.stringify(found.path), found]));
  for (let length = path.length; length > 0; length--) {
    const found = places.get(JSON.stringify(path.slice(0, length)));
    if (found !== undefined) return { start: found.start, end: found.end };
  }
  const start = Math.max(0, text.search(/\S/));
  return { start, end: Math.min(text.length, start + 1) };
}

/** No configuration is half as deep; what comes after something deeper has the place of what it lies in. */
const deepest = 64;

/** Keys of members and values of elements, in the order of the text. */
function scan(text: string): Found[] {
  const found: Found[] = [];
  let at = 0;
  const skipSpace = (): void => {
    while (at < text.length && /\s/.test(text.charAt(at))) at++;
  };
  const token = (): string => {
    const start = at;
    if (text.charAt(at) === '"') {
      for (at++; at < text.length && text.charAt(at) !== '"'; at++) if (text.charAt(at) === '\\') at++;
      // Of a string without an end all that there is.
      at = Math.min(text.length, at + 1);
    } else {
      while (at < text.length && !/[\s,:[\]{}]/.test(text.charAt(at))) at++;
    }
    return text.slice(start, at);
  };
  /** false at a fault: what comes after it has no certain place. */
  const value = (path: JsonPath): boolean => {
    skipSpace();
    const open = text.charAt(at);
    if (open === '{' || open === '[') return path.length < deepest && container(path, open);
    return token() !== '';
  };
  const container = (path: JsonPath, open: '{' | '['): boolean => {
    const close = open === '{' ? '}' : ']';
    at++;
    for (let index = 0; ; index++) {
      skipSpace();
      if (text.charAt(at) === close) {
        at++;
        return true;
      }
      if (!(open === '{' ? member(path) : element(path, index))) return false;
      skipSpace();
      if (text.charAt(at) === ',') at++;
      else if (text.charAt(at) !== close) return false;
    }
  };
  const member = (path: JsonPath): boolean => {
    const start = at;
    const key = token();
    if (!key.startsWith('"')) return false;
    const inner = [...path, unquoted(key)];
    found.push({ path: inner, start, end: at });
    skipSpace();
    if (text.charAt(at) !== ':') return false;
    at++;
    return value(inner);
  };
  const element = (path: JsonPath, index: number): boolean => {
    const start = at;
    const inner = [...path, index];
    const place = found.length;
    const whole = value(inner);
    found.splice(place, 0, { path: inner, start, end: at });
    return whole;
  };
  value([]);
  return found;
}

function unquoted(key: string): string {
  try {
    return String(JSON.parse(key));
  } catch {
    return key.slice(1, -1);
  }
}
