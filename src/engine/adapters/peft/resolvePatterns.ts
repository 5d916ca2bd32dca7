// PEFT's rank_pattern, alpha_pattern and target_modules: keys that are regular expressions for the end of a module's name.
import { createContext, Script } from 'node:vm';
import { checkpointUnsupported } from '../../checkpoints/checkpointErrors';

const timeLimitMs = 1000;

/** V8 checks for this limit inside a regular expression too; the patterns come from the checkpoint and may never end. */
const script = new Script(`
  patterns.map((pattern) => {
    const expression = new RegExp(pattern);
    return modules.filter((module) => expression.test(module)).join('\\n');
  }).join('\\0')`);

/**
 * Which modules each regular expression matches.
 * @throws GuardrailError checkpointUnsupported for an expression that JavaScript cannot read or that takes too long.
 */
function matchAll(patterns: readonly string[], modules: readonly string[]): readonly ReadonlySet<string>[] {
  if (patterns.length === 0) return [];
  try {
    const sandbox = createContext({ patterns: [...patterns], modules: [...modules] });
    const found = String(script.runInContext(sandbox, { timeout: timeLimitMs })).split('\0');
    return found.map((names) => new Set(names.split('\n')));
  } catch (error) {
    throw checkpointUnsupported(
      `A pattern of adapter_config.json cannot be used (${error instanceof Error ? error.message : String(error)}): ${patterns.join(' ').slice(0, 200)}`,
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
    entries.map(([key]) => `^(?:.*\\.)?(?:${key})$`),
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
  if (typeof target === 'string') return new Set(matchAll([`^(?:${target})$`], modules)[0] ?? []);
  return new Set(
    modules.filter((module) => target.some((end) => module === end || module.endsWith(`.${end}`))),
  );
}
