// Draws different items from a generator until both parts are full.
import { datasetError } from '../datasetError';
import type { ArithmeticSpec, CountdownSpec } from '../datasetSpec';
import type { ItemDraft } from '../importers/rowImporter';
import { applyTemplates } from '../promptTemplate';
import type { Task, TaskItem } from '../task';

export interface GeneratedItem {
  /** Equal for items that ask the same. */
  readonly key: string;
  readonly draft: ItemDraft;
}

/** So many draws in a row that gave nothing new mean that there is hardly anything left. */
const patience = 2000;

/**
 * `size` items for training and `test_size` held out, no two the same. The held-out ones are drawn first, so that
 * they stay the same when only `size` changes.
 * @throws GuardrailError datasetInvalid where there are not so many.
 */
export function generatedTask(spec: ArithmeticSpec | CountdownSpec, next: () => GeneratedItem | null): Task {
  const wanted = spec.test_size + spec.size;
  const templates = {
    prompt: spec.prompt_template ?? null,
    completion: spec.completion_template ?? null,
    system: spec.system_prompt ?? null,
  };
  const seen = new Set<string>();
  const items: TaskItem[] = [];
  for (let misses = 0; items.length < wanted;) {
    const item = next();
    if (item === null || seen.has(item.key)) {
      if (++misses > patience) throw exhausted(spec, items.length);
      continue;
    }
    misses = 0;
    seen.add(item.key);
    items.push({ id: `${spec.type}/${item.key}`, ...applyTemplates(item.draft, templates, spec.type) });
  }
  return { train: items.slice(spec.test_size), heldOut: items.slice(0, spec.test_size), remarks: [] };
}

function exhausted(spec: ArithmeticSpec | CountdownSpec, found: number): Error {
  return datasetError(
    { source: spec.type },
    `Only about ${found} different prompts exist with these settings, but ${spec.size} for training and ${spec.test_size} held out are asked for.`,
    spec.type === 'arithmetic'
      ? 'Raise digits, operands or the range of values, or lower size and test_size.'
      : 'Raise max_numbers, max_value or max_target, or lower size and test_size.',
  );
}
