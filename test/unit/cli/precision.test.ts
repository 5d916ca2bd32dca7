// --precision on the command line: what is run, kept in the file and said of it.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ComparisonDocument } from '../../../src/cli/comparisonJson';
import { cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { fixtures, packTensors, randomTensor } from '../engine/checkpoints/tinyFolders';

const folder = scratchFolder();
const base = join(fixtures, 'gguf/llama-Q4_1.gguf');
const module = 'base_model.model.model.layers.0.mlp.up_proj';

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

interface Answers {
  readonly answers: readonly (readonly { readonly tokenIds: readonly number[] }[])[];
}

function tokensOf(...flags: string[]): readonly (readonly number[])[] {
  const { stdout, stderr, status } = cli(
    ...['generate', base, 'Hello there', 'Who are you?', '--max-new-tokens', '24', '--json', ...flags],
  );
  expect(status, stderr).toBe(0);
  return (JSON.parse(stdout) as Answers).answers.flat().map(({ tokenIds }) => tokenIds);
}

test('greedy answers in the blocks of the file, the default, are those of the float32 weights', () => {
  const exact = tokensOf('--precision', 'exact');
  expect(tokensOf('--precision', 'native')).toEqual(exact);
  expect(tokensOf()).toEqual(exact);
  // Activations in 8 bits are others, and still answers.
  expect(tokensOf('--precision', 'fast').every((tokens) => tokens.length > 0)).toBe(true);
});

test('a comparison keeps its precision, for both sides, and says it', () => {
  const tuned = join(folder, 'adapter');
  mkdirSync(tuned);
  const config = { peft_type: 'LORA', r: 1, lora_alpha: 2, target_modules: '.*layers\\.0\\.mlp\\.up_proj' };
  writeFileSync(join(tuned, 'adapter_config.json'), JSON.stringify(config));
  // llama-Q4_1 has a hidden size of 64 and 96 rows in its feed-forward.
  writeFileSync(
    join(tuned, 'adapter_model.safetensors'),
    packTensors({
      [`${module}.lora_A.weight`]: randomTensor([1, 64], 1),
      [`${module}.lora_B.weight`]: randomTensor([96, 1], 2),
    }),
  );
  const file = join(folder, 'native.glens');
  const report = join(folder, 'native.html');
  const first = cli(
    ...['compare', '--base', base, '--tuned', tuned, '--limit', '2'],
    ...['--max-new-tokens', '8', '--suite', 'glens-overrefusal', '--out', file, '--report', report, '--json'],
  );
  expect(first.status, first.stderr).toBe(0);
  const document = JSON.parse(first.stdout) as ComparisonDocument;
  expect(document.spec).toMatchObject({
    base: { precision: 'native' },
    tuned: { precision: 'native', basePath: base },
  });
  expect(document).toMatchObject({ base: { precision: 'native' }, tuned: { precision: 'native' } });
  expect(document.summary.notes.map(({ id }) => id)).not.toContain('differentPrecision');
  const html = readFileSync(report, 'utf8');
  expect(html).toContain('--precision native');
  expect(html).toContain('the quantised blocks themselves');

  const resumed = JSON.parse(cli('resume', file, '--json').stdout) as ComparisonDocument;
  expect(resumed.spec).toEqual(document.spec);
  expect(resumed.summary).toEqual(document.summary);
});

test.each(['int4', 'int8'])(
  '%s rounds a safetensors checkpoint for both sides, and the gate has nothing to say',
  (precision) => {
    const file = join(folder, `${precision}.glens`);
    const llama = join(fixtures, 'checkpoints/llama');
    const { stdout, stderr, status } = cli(
      ...['compare', '--base', llama, '--tuned', join(fixtures, 'checkpoints/llama-lora'), '--limit', '2'],
      ...[
        '--max-new-tokens',
        '8',
        '--suite',
        'glens-overrefusal',
        '--precision',
        precision,
        '--out',
        file,
        '--json',
      ],
    );
    expect(status, stderr).toBe(0);
    const document = JSON.parse(stdout) as ComparisonDocument;
    expect(document).toMatchObject({ base: { precision }, tuned: { precision, base: { precision } } });
    expect(document.summary.notes.map(({ id }) => id)).not.toContain('differentPrecision');
    // What rounding does by itself: the base was also asked exactly computed.
    expect(document.spec.exactBase).toBe('asked');
    expect(document.responses).toBe(3 * document.prompts);
    expect(document.summary.precision).toMatchObject({ precision, notMeasured: null });
    expect(document.summary.precision?.kl?.perToken).toBeGreaterThan(0);
  },
);

test('what rounding does is not measured where it is declined or the exact weights do not fit, and the result says so', () => {
  const llama = join(fixtures, 'checkpoints/llama');
  const compare = (name: string, ...flags: string[]) =>
    cli(
      ...['compare', '--base', llama, '--tuned', join(fixtures, 'checkpoints/llama-lora'), '--limit', '2'],
      ...['--max-new-tokens', '2', '--suite', 'glens-overrefusal', '--precision', 'int4'],
      ...['--out', join(folder, name), ...flags],
    );
  const declined = compare('declined.glens', '--no-exact-base');
  expect(declined.status, declined.stderr).toBe(0);
  expect(declined.stdout).toMatch(/int4 .*was not measured: it was not asked for/);
});

test('merging and native exclude each other; a merge alone is exact', () => {
  const merged = cli('generate', join(folder, 'adapter'), 'Hello', '--base', base, '--merge');
  expect(merged.status, merged.stderr).toBe(0);
  const { status, stderr } = cli(
    ...['generate', join(folder, 'adapter'), 'Hello', '--base', base, '--merge', '--precision', 'native'],
  );
  expect(status).toBe(1);
  expect(stderr).toContain('--precision exact');
});
