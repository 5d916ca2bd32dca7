// Which keys of a configuration differ between two texts of it. Pure; knows no key.
import { isDeepStrictEqual } from 'node:util';
import { withoutMark } from '../../files/jsonFile';

const longest = 40;

/**
 * "learning_rate (0.01 → 0.02)", "limits.kl (0.5 → none)", in the order of the first text; empty where both say the same, however
 * they are laid out. null: one of them is no JSON object.
 */
export function changedKeys(before: string, after: string): string[] | null {
  const [then, now] = [parsed(before), parsed(after)];
  return then === null || now === null ? null : differences(then, now, '');
}

type Fields = Readonly<Record<string, unknown>>;

function differences(then: Fields, now: Fields, prefix: string): string[] {
  const keys = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  return keys.flatMap((key) => {
    const [a, b] = [then[key], now[key]];
    if (isDeepStrictEqual(a, b)) return [];
    if (isFields(a) && isFields(b)) return differences(a, b, `${prefix}${key}.`);
    return [`${prefix}${key} (${shown(a)} → ${shown(b)})`];
  });
}

function shown(value: unknown): string {
  if (value === undefined) return 'none';
  const text = JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

function parsed(text: string): Fields | null {
  try {
    const json: unknown = JSON.parse(withoutMark(text));
    return isFields(json) ? json : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
