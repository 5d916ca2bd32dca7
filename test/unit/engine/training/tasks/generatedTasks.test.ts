import { describe, expect, test } from 'vitest';
import { datasetSpec } from '../../../../../src/engine/training/tasks/datasetSpec';
import { openTask } from '../../../../../src/engine/training/tasks/openDataset';
import type { TaskItem } from '../../../../../src/engine/training/tasks/task';
import { inputOf, verifierOf } from '../verifiers/verifierInputs';

const open = (spec: Readonly<Record<string, unknown>>, seed = 1) =>
  openTask(datasetSpec.parse(spec), { seed, folder: '/' });

async function rewardsOf(
  verifier: string,
  items: readonly TaskItem[],
  answer: (item: TaskItem) => string | null | undefined,
): Promise<number> {
  const results = await verifierOf({ verifier }).check(
    items.map((item) => inputOf(item, answer(item) ?? '')),
  );
  return results.reduce((sum, { reward }) => sum + (reward ?? NaN), 0);
}

describe.each([
  { type: 'arithmetic', size: 300, test_size: 60 },
  { type: 'arithmetic', digits: 3, operators: ['+', '-', '*', '/'], operands: 4, size: 300, test_size: 60 },
  { type: 'arithmetic', digits: 1, operators: ['/'], operands: 3, size: 60, test_size: 20 },
  { type: 'arithmetic', operators: ['-'], allow_negative: true, size: 300, test_size: 60 },
  { type: 'countdown', size: 300, test_size: 60 },
  { type: 'countdown', min_numbers: 6, max_numbers: 6, operators: ['+', '*'], size: 60, test_size: 20 },
])('%j', (spec) => {
  test('is the same for a seed, and another for another', async () => {
    expect(await open(spec)).toEqual(await open(spec));
    expect((await open(spec)).train).not.toEqual((await open(spec, 2)).train);
  });

  test('has as many items as asked for, all different', async () => {
    const { train, heldOut } = await open(spec);
    expect([train.length, heldOut.length]).toEqual([spec.size, spec.test_size]);
    expect(new Set([...train, ...heldOut].map(({ id }) => id)).size).toBe(spec.size + spec.test_size);
    expect(new Set([...train, ...heldOut].map(({ prompt }) => prompt)).size).toBe(spec.size + spec.test_size);
  });

  test('its verifier passes every reference and chosen answer and fails every rejected one', async () => {
    const { train } = await open(spec);
    const verifier = spec.type === 'countdown' ? 'countdown' : 'number';
    expect(await rewardsOf(verifier, train, (item) => item.completion)).toBe(train.length);
    expect(await rewardsOf(verifier, train, (item) => item.preference?.chosen)).toBe(train.length);
    expect(await rewardsOf(verifier, train, (item) => item.preference?.rejected)).toBe(0);
  });
});

describe('arithmetic', () => {
  /** An independent evaluation, by JavaScript's own arithmetic. */
  const valueOf = (expression: unknown): number => {
    expect(expression).toMatch(/^[\d +*/-]+$/u);
    return (0, eval)(String(expression)) as number;
  };

  test('its answers are right', async () => {
    const { train } = await open({
      type: 'arithmetic',
      digits: 3,
      operators: ['+', '-', '*', '/'],
      operands: 5,
      size: 500,
    });
    for (const { columns } of train) expect(String(valueOf(columns['expression']))).toBe(columns['answer']);
  });

  test('operands keep to digits and range, results to zero and above', async () => {
    const { train } = await open({ type: 'arithmetic', digits: 3, min_value: 5, max_value: 500, size: 1000 });
    const numbers = train.flatMap(
      ({ columns }) => String(columns['expression']).match(/\d+/gu)?.map(Number) ?? [],
    );
    expect(Math.min(...numbers)).toBe(5);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(500);
    expect(Math.max(...numbers)).toBeGreaterThan(400);
    expect(train.every(({ columns }) => Number(columns['answer']) >= 0)).toBe(true);
  });

  test('what is held out is as hard as what is trained on', async () => {
    const { train, heldOut } = await open({ type: 'arithmetic', digits: 2, size: 2000, test_size: 400 });
    const easy = (items: readonly TaskItem[]): number =>
      items.filter(({ columns }) => /^\d\D+\d$/u.test(String(columns['expression']))).length / items.length;
    const share = easy([...train, ...heldOut]);
    expect(Math.abs(easy(heldOut) - share)).toBeLessThan(3 * Math.sqrt((share * (1 - share)) / 400));
  });

  test.each([
    { digits: 2, max_value: 15, operators: ['+', '-'], size: 272, test_size: 120 },
    { digits: 1, operators: ['+', '*'], operands: 3, size: 600, test_size: 150 },
  ])('a sum and the same in another order stay on one side: %j', async (spec) => {
    const { train, heldOut } = await open({ type: 'arithmetic', ...spec });
    expect([train.length, heldOut.length]).toEqual([spec.size, spec.test_size]);
    /** The summands of each expression, each with its factors, in order. */
    const parts = ({ columns }: TaskItem): string =>
      String(columns['expression'])
        .replaceAll(/ ?- ?/gu, ' + -')
        .split('+')
        .map((summand) => summand.trim().split(' * ').sort().join('*'))
        .sort()
        .join('+');
    const trained = new Set(train.map(parts));
    expect(new Set(train.map(({ prompt }) => prompt)).size).toBeGreaterThan(trained.size);
    expect(heldOut.filter((item) => trained.has(parts(item)))).toEqual([]);
  });

  test('more sums than there are is told with what to do', async () => {
    await expect(open({ type: 'arithmetic', digits: 1, size: 1000 })).rejects.toMatchObject({
      code: 'datasetInvalid',
      message: expect.stringMatching(/Only about \d+ different prompts/u) as string,
      advice: expect.stringContaining('Raise digits') as string,
    });
  });

  test('templates and a system prompt', async () => {
    const [item] = (
      await open({
        type: 'arithmetic',
        prompt_template: '{expression} = ?',
        completion_template: '\\boxed{{answer}}',
        system_prompt: 'Count.',
      })
    ).train;
    expect(item?.prompt).toBe(`${String(item?.columns['expression'])} = ?`);
    expect(item?.completion).toBe(`\\boxed{${String(item?.columns['answer'])}}`);
    expect(item?.context).toEqual([{ role: 'system', content: 'Count.' }]);
  });

  test('a prompt that shows the reference is refused', async () => {
    await expect(open({ type: 'arithmetic', prompt_template: '{expression} is {answer}' })).rejects.toThrow(
      /shows the model the column "answer"/u,
    );
    await expect(open({ type: 'arithmetic', prompt_template: 'What?' })).rejects.toThrow(/names no column/u);
  });
});
