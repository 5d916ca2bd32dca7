// The command line as a user or a CI job meets it: exit codes, JSON, report, gate, resume.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonDocument } from '../../../src/cli/comparisonJson';
import { checkpointPath, cliPath, repositoryPath, schemaPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const file = join(folder, 'demo.glens');
const report = join(folder, 'demo.html');
const base = checkpointPath('llama');
const tuned = checkpointPath('llama-lora');
const small = ['--limit', '6', '--max-new-tokens', '40', '--batch-size', '8'];

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

describe('compare', () => {
  let first: ReturnType<typeof cli>;
  beforeAll(() => {
    first = cli(
      'compare',
      ...['--base', base, '--tuned', tuned, '--out', file, '--report', report, '--aa', '--json', ...small],
      ...['--fail-if', 'notes.error > 0', '--fail-if', 'unusable >= 0%'],
    );
  });

  test('prints JSON that agrees with the published schema, and nothing else', () => {
    const document = JSON.parse(first.stdout) as ComparisonDocument;
    const schema = JSON.parse(readFileSync(schemaPath, 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(document.status).toBe('complete');
    expect(document.responses).toBe(document.expectedResponses);
    expect(document.responses).toBe(6 * 6 * 3);
    const { base, tuned } = document;
    if (base?.kind !== 'checkpoint' || tuned?.kind !== 'checkpoint') throw new Error('Both are checkpoints.');
    expect(base.fingerprint).not.toBe(tuned.fingerprint);
    expect(document.summary.benchmarks).toHaveLength(6);
  });

  test('exits with 3 when a --fail-if holds, and says which', () => {
    expect(first.status, first.stderr).toBe(3);
    expect(first.stderr).toMatch(/passed: --fail-if "notes.error > 0"/);
    expect(first.stderr).toMatch(/FAILED: --fail-if "unusable >= 0%"/);
  });

  test('writes one file and a self-contained report', () => {
    expect(existsSync(file)).toBe(true);
    expect(existsSync(`${file}-wal`)).toBe(false);
    const html = readFileSync(report, 'utf8');
    expect(html).toContain('Content-Security-Policy');
    expect(html).not.toMatch(/(?:src|href)="https?:/);
  });

  test('report gives Markdown and writes the report under the same option; without its appendix it is shorter', () => {
    const [whole, short] = [join(folder, 'whole.html'), join(folder, 'short.html')];
    const printed = cli('report', file, '--markdown', '--report', whole);
    expect(printed.stdout).toMatch(/^## Guardrail Lens: .*\n\n\*\*/);
    // Its own gate fails.
    expect(cli('report', file, '--no-appendix', '--report', short).status).toBe(3);
    expect(readFileSync(whole, 'utf8')).toContain('id="flips"');
    expect(readFileSync(short, 'utf8')).not.toContain('id="flips"');
    expect(cli('report', file, '--markdown', '--json').status).toBe(2);
  });

  test('report writes every figure and every table into a folder', () => {
    const out = join(folder, 'figures', 'of', 'demo');
    const { stderr } = cli('report', file, '--figures', out);
    const names = readdirSync(out).sort();
    expect(stderr).toContain(`${names.length} files`);
    expect(names).toEqual([
      'demo-forest-benign.csv',
      'demo-forest-benign.svg',
      'demo-forest-harmful.csv',
      'demo-forest-harmful.svg',
      'demo-numbers-benign.csv',
      'demo-numbers-harmful.csv',
      'demo-outcomes.csv',
      'demo-outcomes.svg',
    ]);
    expect(readFileSync(join(out, 'demo-outcomes.svg'), 'utf8')).toMatch(/^<\?xml[^]*<\/svg>\n$/);
    const rows = readFileSync(join(out, 'demo-numbers-harmful.csv'), 'utf8').trimEnd().split('\r\n');
    // Five benchmarks and all together below their heads.
    expect(rows).toHaveLength(7);
    const blocked = cli('report', file, '--figures', file);
    expect(blocked.status).toBe(1);
    expect(blocked.stderr).toMatch(/cannot be made/);
  });

  test('does not overwrite a comparison', () => {
    const again = cli('compare', '--base', base, '--tuned', tuned, '--out', file, ...small);
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/demo\.glens/);
  });

  test('the file opens again: report and resume print the same numbers', () => {
    const { summary } = JSON.parse(first.stdout) as ComparisonDocument;
    const printed = JSON.parse(cli('report', file, '--json').stdout) as ComparisonDocument;
    expect(printed.summary).toEqual(summary);
    const resumed = cli('resume', file, '--json');
    expect((JSON.parse(resumed.stdout) as ComparisonDocument).summary).toEqual(summary);
  });

  test('stops before generating when base and tuned are the same weights, unless forced', () => {
    const args = ['compare', '--base', base, '--tuned', base, '--suite', 'glens-overrefusal', ...small];
    const refused = cli(...args, '--out', join(folder, 'same.glens'));
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/same|identical/i);
    // The file that the refused start left holds no answer: it does not stand in the way.
    const forced = cli(...args, '--out', join(folder, 'same.glens'), '--force', '--json');
    expect(forced.status, forced.stderr).toBe(0);
    const { summary } = JSON.parse(forced.stdout) as ComparisonDocument;
    expect(summary.notes.map((note) => note.id)).toContain('identicalWeights');
  });
});

test('compares two adapters over one base', () => {
  const other = checkpointPath('llama-lora-rslora');
  const file = join(folder, 'adapters.glens');
  const { status, stdout, stderr } = cli(
    ...['compare', '--base', tuned, '--tuned', other, '--adapter-base', base, '--out', file],
    ...['--suite', 'glens-overrefusal', '--limit', '3', '--max-new-tokens', '4', '--json'],
  );
  expect(status, stderr).toBe(0);
  const document = JSON.parse(stdout) as ComparisonDocument;
  const over = [document.base, document.tuned].map((side) =>
    side?.kind === 'checkpoint' ? side.base?.fingerprint : null,
  );
  expect(over[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(over[1]).toBe(over[0]);
});

test.each([
  [['compare', '--base', base], /--tuned/],
  [['compare', '--base', base, '--tuned', tuned, '--tuned', tuned], /given already/],
  [['compare', '--base', base, '--tuned', tuned, '--limit', '0'], /at least 1/],
  [['compare', '--base', base, '--tuned', tuned, '--judge', 'oracle'], /not a judge/],
  [['frobnicate'], /frobnicate/],
  [['compare', '--base', base, '--tuned', tuned, '--fail-if', 'harmful.delta <'], /At position/],
  [['compare', '--base', base, '--tuned', tuned, '--fail-if', 'harmful.delta < -0.5'], /-0\.5pp/],
  [['compare', '--base', base, '--tuned', tuned, '--fail-if', 'harmfull.delta < -5pp'], /harmfull/],
  [['report', 'demo.glens', '--fail-if', 'harmful.delta < -2%'], /-2pp/],
  [['resume', 'demo.glens', '--fail-if', 'harmful'], /At position/],
  [['compare', '--base', base, '--tuned', tuned, '--margin', '2'], /2pp/],
])('usage errors exit with 2: %j', (args, message) => {
  const { status, stderr } = cli(...args);
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
});

test.each([
  [['compare', '--base', base, '--tuned', tuned, '--attack', 'hypnosis'], /prefix-injection/],
  [['compare', '--base', base, '--tuned', tuned, '--suite', 'glens-cybercrim'], /glens-cybercrime/],
  [['compare', '--base', '/nothing', '--tuned', tuned], /\/nothing/],
  [['inspect', '/nothing'], /\/nothing/],
  [['report', base], /./],
])('what cannot be done exits with 1 and says what to do: %j', (args, message) => {
  const { status, stdout, stderr } = cli(
    ...args,
    ...(args[0] === 'compare' ? ['--out', join(folder, 'bad.glens')] : []),
  );
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/at .*\.mjs/);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});

test('generate prints log-probabilities and the rendered prompt', () => {
  const { stdout } = cli('generate', base, 'Hello', '--json', '--max-new-tokens', '5');
  const result = JSON.parse(stdout) as {
    answers: { prompt: string; tokenIds: number[]; logprobs: number[] }[][];
  };
  const response = result.answers[0]?.[0];
  expect(response?.tokenIds.length).toBeGreaterThan(0);
  expect(response?.logprobs).toHaveLength(response?.tokenIds.length ?? -1);
  expect(Math.max(...(response?.logprobs ?? [1]))).toBeLessThanOrEqual(0);
  expect(response?.prompt).toContain('Hello');
});

test('inspect names the adapter and its base', () => {
  const { stdout } = cli('inspect', tuned, '--base', base);
  expect(stdout).toMatch(/LORA, rank 4/);
  expect(stdout).toMatch(/Base fingerprint/);
});

test('the published schema is the one of the code', () => {
  const schema = createGenerator({
    path: repositoryPath('src/cli/comparisonJson.ts'),
    tsconfig: repositoryPath('src/cli/tsconfig.json'),
    type: 'ComparisonDocument',
    skipTypeCheck: true,
    additionalProperties: true,
  }).createSchema('ComparisonDocument');
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.env['UPDATE_SCHEMA'] !== undefined) writeFileSync(schemaPath, text);
  expect(readFileSync(schemaPath, 'utf8')).toBe(text);
});
