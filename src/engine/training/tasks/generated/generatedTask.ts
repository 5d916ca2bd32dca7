// Draws different items from a generator until both parts are full.
import type { Random } from '../../../../safety/random';
import { datasetError } from '../datasetError';
import type { ArithmeticSpec, CountdownSpec } from '../datasetSpec';
import type { ItemDraft } from '../importers/rowImporter';
import { applyTemplates } from '../promptTemplate';
import { shuffled } from '../shuffled';
import type { Task, TaskItem } from '../task';

export interface GeneratedItem {
  /** Equal for items that ask the same. */
  readonly key: string;
  /** Equal for items of which one gives the other away, like 3 + 5 and 5 + 3: they stay on one side of the split. */
  readonly kin: string;
  readonly draft: ItemDraft;
}

/** So many draws in a row that gave nothing new mean that there is hardly anything left. */
const patience = 2000;

/**
 * `size` items for training and `test_size` held out, no two the same. What is held out is drawn from all of them: the first
 * that are drawn are the easier ones, since of small numbers there are few.
 * @throws GuardrailError datasetInvalid where there are not so many.
 */
export function generatedTask(
  spec: ArithmeticSpec | CountdownSpec,
  random: Random,
  next: () => GeneratedItem | null,
): Task {
  const wanted = spec.test_size + spec.size;
  const templates = {
    prompt: spec.prompt_template ?? null,
    completion: spec.completion_template ?? null,
    system: spec.system_prompt ?? null,
  };
  const seen = new Set<string>();
  const items: (TaskItem & { readonly kin: string })[] = [];
  for (let misses = 0; items.length < wanted;) {
    const item = next();
    if (item === null || seen.has(item.key)) {
      if (++misses > patience) throw exhausted(spec, items.length);
      continue;
    }
    misses = 0;
    seen.add(item.key);
    const task = applyTemplates(item.draft, templates, spec.type);
    items.push({ id: `${spec.type}/${item.key}`, kin: item.kin, ...task });
  }
  const heldOut = drawKin(items, spec.test_size, random);
  const part = (held: boolean): TaskItem[] =>
    items.filter(({ kin }) => heldOut.has(kin) === held).map(({ kin: _, ...item }) => item);
  return { train: part(false), heldOut: part(true), remarks: [] };
}

/** Whole families with `count` members in all; fewer where what is left over fits nowhere. */
function drawKin(
  items: readonly { readonly kin: string }[],
  count: number,
  random: Random,
): ReadonlySet<string> {
  const members = new Map<string, number>();
  for (const { kin } of items) members.set(kin, (members.get(kin) ?? 0) + 1);
  const drawn = new Set<string>();
  let left = count;
  for (const [kin, size] of shuffled([...members], random)) {
    if (size > left) continue;
    drawn.add(kin);
    left -= size;
  }
  return drawn;
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
