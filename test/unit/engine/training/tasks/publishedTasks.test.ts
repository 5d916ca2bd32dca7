// GSM8K and MATH-500 as published, where they lie beside the repository: every reference passes its own check and no
// other item's.
import { afterAll, describe, expect, test } from 'vitest';
import { datasetSpec } from '../../../../../src/engine/training/tasks/datasetSpec';
import { openTask } from '../../../../../src/engine/training/tasks/openDataset';
import type { TaskItem } from '../../../../../src/engine/training/tasks/task';
import { benchmarksFolder, present } from '../../../../support/paths';
import { inputOf, verifierOf } from '../verifiers/verifierInputs';

const absent = !present(benchmarksFolder, 'the folder of public benchmarks');

async function itemsOf(path: string): Promise<readonly TaskItem[]> {
  const task = await openTask(datasetSpec.parse({ type: 'file', path }), {
    seed: 1,
    folder: benchmarksFolder,
  });
  return [...task.train, ...task.heldOut];
}

const boxed = verifierOf({ verifier: 'boxed', time_limit_seconds: 30 });
const number = verifierOf({ verifier: 'number' });
afterAll(() => boxed.dispose());

async function passing(
  verifier: typeof number,
  items: readonly TaskItem[],
  answer: (item: TaskItem, index: number) => string | null | undefined,
): Promise<number> {
  const results = await verifier.check(items.map((item, i) => inputOf(item, answer(item, i) ?? '')));
  expect(results.filter(({ reward }) => reward === null)).toEqual([]);
  return results.filter(({ reward }) => reward === 1).length;
}

describe.skipIf(absent)('published files', () => {
  test.each([
    ['gsm8k/train.jsonl', 7473],
    ['gsm8k/test.jsonl', 1319],
  ])('%s: %i solutions pass, and only equal answers pass for another item', async (path, count) => {
    const items = await itemsOf(path);
    expect(items).toHaveLength(count);
    expect(await passing(number, items, (item) => item.completion)).toBe(count);
    expect(await passing(number, items, ({ columns }) => `So it is ${String(columns['answer'])}.`)).toBe(
      count,
    );
    const next = (i: number): TaskItem | undefined => items[(i + 1) % count];
    const equal = items.filter(({ columns }, i) => columns['answer'] === next(i)?.columns['answer']).length;
    expect(await passing(number, items, (_, i) => next(i)?.completion)).toBe(equal);
  });

  test('MATH-500: all solutions pass, and only equal answers pass for another item', async () => {
    const items = await itemsOf('math500/test.jsonl');
    expect(items).toHaveLength(500);
    expect(await passing(boxed, items, (item) => item.completion)).toBe(500);
    const other = (i: number): string => String(items[(i + 7) % 500]?.columns['answer']);
    const equal = items.filter(({ columns }, i) => String(columns['answer']) === other(i)).length;
    expect(await passing(boxed, items, (_, i) => `\\boxed{${other(i)}}`)).toBe(equal);
  });
});
