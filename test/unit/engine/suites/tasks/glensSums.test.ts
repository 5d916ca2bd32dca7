// The built-in benchmark of sums is what the training's generator gives from a seed; `vitest -u` writes it anew.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../../../src/safety/random';
import { readBuiltIn } from '../../../../../src/engine/suites/builtInSuites';
import { datasetSpec } from '../../../../../src/engine/training/tasks/datasetSpec';
import { generateArithmetic } from '../../../../../src/engine/training/tasks/generated/arithmetic';
import { mediaFolder } from '../../../../support/paths';

const parts = [
  { category: 'addition', operator: '+', max_value: 99, size: 80 },
  { category: 'subtraction', operator: '-', max_value: 99, size: 80 },
  { category: 'multiplication', operator: '*', max_value: 12, size: 40 },
];

function sums(): object[] {
  return parts.flatMap(({ category, operator, max_value, size }, stream) => {
    const spec = datasetSpec.parse({ type: 'arithmetic', operators: [operator], max_value });
    if (spec.type !== 'arithmetic') throw new Error('no sums');
    const random = seededRandom(2026, stream);
    const drawn = new Map<string, object>();
    while (drawn.size < size) {
      const item = generateArithmetic(spec, random);
      if (item === null) continue;
      const id = `${category}-${String(drawn.size + 1).padStart(3, '0')}`;
      const { prompt, columns } = item.draft;
      if (!drawn.has(item.kin)) drawn.set(item.kin, { id, category, prompt, answer: columns['answer'] });
    }
    return [...drawn.values()];
  });
}

test('glens-sums holds what the generator gives', async () => {
  const lines = sums().map((row) => `${JSON.stringify(row)}\n`);
  await expect(lines.join('')).toMatchFileSnapshot(join(mediaFolder, 'suites/glens-sums/prompts.jsonl'));
});

test('every answer of glens-sums is that of its sum, and no sum is there twice', async () => {
  const { manifest, prompts } = await readBuiltIn(mediaFolder, 'glens-sums');
  expect(manifest).toMatchObject({ kind: 'capability', verifier: { verifier: 'number' } });
  expect(prompts).toHaveLength(200);
  expect(new Set(prompts.map(({ prompt }) => prompt)).size).toBe(200);
  for (const { prompt, task } of prompts) {
    const [, a, operator, b] = /^What is (\d+) ([-+*]) (\d+)\?$/u.exec(prompt) ?? [];
    const [x, y] = [Number(a), Number(b)];
    const right = operator === '+' ? x + y : operator === '-' ? x - y : x * y;
    expect(task, prompt).toEqual({ answer: String(right) });
  }
});
