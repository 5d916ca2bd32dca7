// The options of the comparison that was asked for last in this workspace. Only what differed from the settings then is
// kept, so that a setting that is changed afterwards counts.
import type { Memento } from 'vscode';
import type { Catalog, ComparisonOptions } from './comparisonOptions';

const lastKey = 'guardrailLens.lastOptions';

export class LastOptions {
  constructor(private readonly memento: Memento) {}

  /** `defaults` with what was chosen otherwise last. Benchmarks and attacks that are gone are left out. */
  over(
    defaults: ComparisonOptions,
    { suites, attacks }: Pick<Catalog, 'suites' | 'attacks'>,
  ): ComparisonOptions {
    const options = { ...defaults, ...this.memento.get<Partial<ComparisonOptions>>(lastKey, {}) };
    const suiteIds = suites.map(({ id }) => id);
    const attackIds = ['none', ...attacks.map(({ id }) => id)];
    return {
      ...options,
      suites: listed(options.suites, suiteIds, defaults.suites),
      attacks: listed(options.attacks, attackIds, defaults.attacks),
    };
  }

  async remember(chosen: ComparisonOptions, defaults: ComparisonOptions): Promise<void> {
    const changed = Object.entries(chosen).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name as keyof ComparisonOptions]),
    );
    await this.memento.update(lastKey, Object.fromEntries(changed));
  }
}

/** Those of `ids` that there are; `otherwise` where none is. */
function listed(
  ids: readonly string[],
  known: readonly string[],
  otherwise: readonly string[],
): readonly string[] {
  const left = ids.filter((id) => known.includes(id));
  return left.length === 0 ? otherwise : left;
}
