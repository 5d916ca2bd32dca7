// Audits of a fixture checkpoint through the engine: the run's own rewards, what a kill leaves, and files that do not fit.
import { appendFileSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { AuditSpec, AuditSummary } from '../../../../src/protocol/audit';
import { checkpointPath } from '../../../support/paths';
import { testClient } from '../../../support/engine';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const client = testClient();
afterAll(() => client.dispose());

const config = {
  model: checkpointPath('llama'),
  algorithm: 'rloo',
  beta: 0.2,
  data: { type: 'arithmetic', digits: 1, size: 32, test_size: 8 },
  rewards: [
    { verifier: 'length', max: 11, weight: 0.5 },
    { verifier: 'regex', pattern: '[aeiou]', name: 'vowels' },
    { verifier: 'number' },
  ],
  lora: { r: 4 },
  max_steps: 2,
  max_completion_length: 12,
  rollout_batch_size: 8,
};

function write(name: string, changes: object = {}): AuditSpec {
  const configPath = join(folder, `${name}.train.json`);
  writeFileSync(configPath, JSON.stringify({ ...config, ...changes }));
  return { configPath, suites: ['glens-overrefusal'], limit: 6, samples: 6, judge: { kind: 'rules' } };
}

const run = (spec: AuditSpec, options: { path?: string; fresh?: boolean } = {}): Promise<AuditSummary> =>
  client.request('runAudit', { spec, path: options.path ?? null, fresh: options.fresh ?? false });

const storedLines = (path: string): Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** What must not depend on how an audit came about. */
const numbers = ({ path: _path, spec: _spec, ...rest }: AuditSummary): object => rest;

describe('an audit', () => {
  test('gives every answer the rewards that training would give, and says which cannot apply', async () => {
    const spec = write('whole');
    const plan = await client.request('planAudit', { spec, path: null, fresh: false, pilot: 2 });
    expect(plan).toMatchObject({ prompts: 6, answers: 36, answered: 0, benchmarks: 1, beta: 0.2 });
    expect(plan.seconds).toBeGreaterThan(0);
    const summary = await run(spec);
    expect(summary.path).toBe(join(folder, 'whole.audit.jsonl'));
    expect(summary).toMatchObject({ prompts: 6, expectedAnswers: 36, answers: 36, missing: 0, unscored: 0 });
    expect(summary.functions.map(({ name, needs }) => [name, needs])).toEqual([
      ['length', null],
      ['vowels', null],
      ['number', 'answer'],
    ]);
    expect(summary.bounds.map(({ range }) => range)).toEqual([1.5, 0.5, 1]);
    expect(summary.betas).toContain(0.2);
    const answers = new Map(
      storedLines(summary.path)
        .filter(({ line }) => line === 'answer')
        .map((one) => [`${String(one['itemId'])}/${String(one['sample'])}`, one]),
    );
    const scores = storedLines(summary.path).filter(({ line }) => line === 'score');
    expect(scores).toHaveLength(36);
    for (const score of scores) {
      const given = answers.get(`${String(score['itemId'])}/${String(score['sample'])}`);
      const length = Number(Number(given?.['tokens']) <= 11);
      const vowels = Number(/[aeiou]/u.test(String(given?.['answer'])));
      expect(score['rewards']).toEqual({ length, vowels });
      expect(score['reward']).toBe(0.5 * length + vowels);
    }
    expect(new Set(scores.map(({ reward }) => reward)).size).toBeGreaterThan(1);
    const after = await client.request('planAudit', { spec, path: null, fresh: false, pilot: 2 });
    expect(after).toMatchObject({ answered: 36, seconds: null });
  });

  test('goes on after a kill, and ends with the numbers of the uninterrupted one', async () => {
    const expected = await run(write('straight'));
    const cut = join(folder, 'cut.audit.jsonl');
    copyFileSync(expected.path, cut);
    // In the middle of a line, after some answers and before all scores.
    truncateSync(cut, Math.floor(readFileSync(cut).length * 0.4));
    expect(readFileSync(cut, 'utf8').endsWith('\n')).toBe(false);
    const before = storedAnswers(cut);
    const resumed = await run(write('straight'), { path: cut });
    expect(numbers(resumed)).toEqual(numbers(expected));
    expect(before.length).toBeGreaterThan(3);
    expect(readFileSync(cut, 'utf8')).toContain(before.at(-1));
  });

  test('is cancelled with what was answered kept', async () => {
    const spec = { ...write('cancelled'), samples: 40 };
    const abort = new AbortController();
    const going = client.request(
      'runAudit',
      { spec, path: null, fresh: false },
      {
        signal: abort.signal,
        onProgress: ({ done }) => {
          if (done >= 10) abort.abort();
        },
      },
    );
    await expect(going).rejects.toMatchObject({ code: 'cancelled' });
    const plan = await client.request('planAudit', { spec, path: null, fresh: false, pilot: 0 });
    expect(plan.answered).toBeGreaterThanOrEqual(10);
    expect(plan.answered).toBeLessThan(plan.answers);
  });

  test('asks only what is missing when more answers are wanted', async () => {
    const spec = write('more');
    await run({ ...spec, samples: 3 });
    const path = join(folder, 'more.audit.jsonl');
    const before = storedAnswers(path);
    const more = await run({ ...spec, samples: 6 });
    expect(more).toMatchObject({ expectedAnswers: 36, answers: 36 });
    expect(storedAnswers(path).slice(0, before.length)).toEqual(before);
    expect(storedAnswers(path)).toHaveLength(36);
  });
});

function storedAnswers(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{"line":"answer"'));
}

describe('what does not fit', () => {
  test('a file of other settings is not added to, unless it is begun anew', async () => {
    const spec = write('changed');
    await run(spec);
    write('changed', { rewards: [{ verifier: 'length', max: 3 }], max_completion_length: 10 });
    await expect(run(spec)).rejects.toMatchObject({
      code: 'storeInvalid',
      message: expect.stringMatching(/other settings \(sampling, rewards\)/u) as string,
    });
    const anew = await run(spec, { fresh: true });
    expect(anew.functions.map(({ name }) => name)).toEqual(['length']);
    expect(anew.answers).toBe(36);
  });

  test('a file that is no audit is left alone', async () => {
    const path = join(folder, 'notes.jsonl');
    writeFileSync(path, '{"mine": true}\n');
    for (const fresh of [false, true]) {
      await expect(run(write('other'), { path, fresh })).rejects.toMatchObject({ code: 'storeInvalid' });
    }
    expect(readFileSync(path, 'utf8')).toBe('{"mine": true}\n');
    await expect(client.request('summarizeAudit', { path })).rejects.toMatchObject({ code: 'storeInvalid' });
    const nowhere = join(folder, 'nowhere.audit.jsonl');
    await expect(client.request('summarizeAudit', { path: nowhere })).rejects.toMatchObject({
      code: 'storeInvalid',
    });
  });

  test('lines of another shape count for nothing, and are asked again', async () => {
    const spec = write('damaged');
    const { path } = await run(spec);
    const text = readFileSync(path, 'utf8');
    const score = text.split('\n').find((line) => line.startsWith('{"line":"score"')) ?? '';
    writeFileSync(path, text.replace(score, score.replace(/"reward":[^,]+/u, '"reward":"lots"')));
    appendFileSync(path, '{"line":"score","suiteId":7}\n\u0000\n');
    const damaged = await client.request('summarizeAudit', { path });
    expect(damaged.answers).toBe(35);
    expect((await run(spec)).answers).toBe(36);
  });

  test('an algorithm without rewards has nothing to audit', async () => {
    const spec = write('sft', {
      algorithm: 'sft',
      rewards: undefined,
      beta: undefined,
      rollout_batch_size: undefined,
    });
    await expect(run(spec)).rejects.toMatchObject({ code: 'configInvalid' });
  });
});

test('an answer verifier alone leaves nothing that could drift', async () => {
  const summary = await run(write('pure', { rewards: [{ verifier: 'number' }] }));
  expect(
    summary.groups.map(({ rewards }) => rewards.map(({ elimination }) => elimination.notApplicable)),
  ).toEqual([[6], [6]]);
  expect(summary.bounds.every(({ range }) => range === 0)).toBe(true);
});
