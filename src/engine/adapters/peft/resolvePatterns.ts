// The patterns of adapter_config.json, matched as PEFT matches them: regular expressions of Python for modules' names.
import { createContext, Script } from 'node:vm';
import { checkpointUnsupported } from '../../checkpoints/checkpointErrors';
import { translatePattern } from './pythonPattern';

const timeLimitMs = 1000;

/** V8 checks for this limit inside a regular expression too; the patterns come from the checkpoint and may never end. */
const script = new Script(`
  patterns.map(({ source, flags }) => {
    const expression = new RegExp(source, flags);
    return modules.filter((module) => expression.test(module)).join('\\n');
  }).join('\\0')`);

/** A whole expression: `before` and `after` stand around it as PEFT writes them. */
interface Pattern {
  readonly before: string;
  readonly pattern: string;
  readonly after: string;
}

/**
 * Which modules each of Python's regular expressions matches.
 * @throws GuardrailError checkpointUnsupported for an expression that means something else in JavaScript, or takes too long.
 */
function matchAll(patterns: readonly Pattern[], modules: readonly string[]): readonly ReadonlySet<string>[] {
  if (patterns.length === 0) return [];
  const translated = patterns.map(({ before, pattern, after }) => {
    const { source, flags } = translatePattern(pattern);
    return { source: `${before}(?:${source})${after}`, flags };
  });
  try {
    const sandbox = createContext({ patterns: translated, modules: [...modules] });
    const found = String(script.runInContext(sandbox, { timeout: timeLimitMs })).split('\0');
    return found.map((names) => new Set(names.split('\n').filter((name) => name !== '')));
  } catch (error) {
    throw checkpointUnsupported(
      `A pattern of adapter_config.json cannot be used (${error instanceof Error ? error.message : String(error)}): ${patterns
        .map(({ pattern }) => pattern)
        .join(' ')
        .slice(0, 200)}`,
      'Write rank_pattern, alpha_pattern and target_modules with plain module names.',
    );
  }
}

/**
 * The value of each module, by the first key that matches as PEFT matches it: `re.match(r"(.*\\.)?(key)$", module)`
 * (peft.utils.other.get_pattern_key).
 * @param modules full names, for example model.layers.0.self_attn.q_proj
 */
export function resolvePattern(
  pattern: Readonly<Record<string, number>>,
  modules: readonly string[],
  fallback: number,
): ReadonlyMap<string, number> {
  const entries = Object.entries(pattern);
  const matches = matchAll(
    entries.map(([pattern]) => ({ before: '^(?:.*\\.)?', pattern, after: '$' })),
    modules,
  );
  return new Map(
    modules.map((module) => {
      const entry = entries.find((_, i) => matches[i]?.has(module) === true);
      return [module, entry?.[1] ?? fallback];
    }),
  );
}

/**
 * The modules that a `target_modules` or `exclude_modules` value means: a list of name endings, or one regular expression for
 * the whole name.
 */
export function matchModules(target: string | readonly string[], modules: readonly string[]): Set<string> {
  if (typeof target === 'string') {
    return new Set(matchAll([{ before: '^', pattern: target, after: '$' }], modules)[0] ?? []);
  }
  return new Set(
    modules.filter((module) => target.some((end) => module === end || module.endsWith(`.${end}`))),
  );
}

/** The modules that are one of `modules_to_save`, or in one: `re.match(r"(^|.*\\.)name($|\\..*)", module)`. */
export function matchSaved(names: readonly string[], modules: readonly string[]): Set<string> {
  const patterns = names.map((pattern) => ({ before: '^(?:|.*\\.)', pattern, after: '(?:$|\\..*)' }));
  return new Set(matchAll(patterns, modules).flatMap((matched) => [...matched]));
}

/** The modules whose layer number stands behind one of these names (`layers_pattern`); behind any for none. */
export function matchLayers(names: readonly string[], modules: readonly string[]): Set<string> {
  const alternatives = names.find((name) => name.includes('|'));
  if (alternatives !== undefined) {
    throw checkpointUnsupported(
      `The layers_pattern ${alternatives.slice(0, 200)} of adapter_config.json has alternatives.`,
      'Write them as a list.',
    );
  }
  const wanted = names.length === 0 ? ['[^.]*'] : names;
  const before = names.length === 0 ? '^.*?\\.' : '^(?:|.*?\\.)';
  const patterns = wanted.map((pattern) => ({ before, pattern, after: '\\.\\d+\\.' }));
  return new Set(matchAll(patterns, modules).flatMap((matched) => [...matched]));
}
