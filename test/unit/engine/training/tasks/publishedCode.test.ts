// MBPP and HumanEval as published, where they lie beside the repository: a sample of their own solutions passes their own
// tests, and the same solutions with a changed result do not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetSpec } from '../../../../../src/engine/training/tasks/datasetSpec';
import { openTask } from '../../../../../src/engine/training/tasks/openDataset';
import type { TaskItem } from '../../../../../src/engine/training/tasks/task';
import { benchmarksFolder, present } from '../../../../support/paths';
import { inputOf, verifierOf } from '../verifiers/verifierInputs';

const absent = !present(benchmarksFolder, 'the folder of public benchmarks');
const verifier = verifierOf({ verifier: 'unit_tests', time_limit_seconds: 120 });
afterAll(() => verifier.dispose());

async function sampleOf(path: string, total: number, size: number): Promise<readonly TaskItem[]> {
  const { train, heldOut } = await openTask(datasetSpec.parse({ type: 'file', path }), {
    seed: 1,
    folder: benchmarksFolder,
  });
  const items = [...train, ...heldOut];
  expect(items).toHaveLength(total);
  const step = Math.floor(total / size);
  return Array.from({ length: size }, (_, i) => items[i * step]).filter((item) => item !== undefined);
}

/** The solution, and behind it the same function with its result in a list. */
function mutated(item: TaskItem): string {
  const code = (item.completion ?? '').replaceAll(/^```.*$/gmu, '');
  const [name = ''] = item.columns['entry_point'] as readonly string[];
  return `${code}\n_solved = ${name}\n${name} = lambda *a, **k: [_solved(*a, **k)]`;
}

describe.skipIf(absent)('published code', () => {
  beforeAll(async () => {
    await sampleOf('mbpp/mbpp.jsonl', 974, 1).then((items) =>
      verifier.check(items.map((item) => inputOf(item, ''))),
    );
  }, 240_000);

  test.each([
    ['humaneval/HumanEval.jsonl', 164, 8],
    ['mbpp/mbpp.jsonl', 974, 6],
    ['mbpp/sanitized-mbpp.json', 427, 6],
  ])('%s', { timeout: 240_000 }, async (path, total, size) => {
    const items = await sampleOf(path, total, size);
    const solved = await verifier.check(items.map((item) => inputOf(item, item.completion ?? '')));
    expect(solved.map(({ reward }) => reward)).toEqual(items.map(() => 1));
    const wrong = await verifier.check(items.slice(0, 2).map((item) => inputOf(item, mutated(item))));
    expect(wrong.map(({ reward }) => reward)).toEqual([0, 0]);
  });
});
