// The audit from the command line, of the built-in model: cost beforehand, plain words, JSON of the published schema.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { describe, expect, test } from 'vitest';
import type { AuditDocument } from '../../../src/cli/auditJson';
import { cliPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const schemaPath = repositoryPath('media/schemas/audit.schema.json');

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

function write(name: string, rewards: readonly object[]): string {
  const file = `${name}.train.json`;
  const config = {
    model: repositoryPath('media/checkpoints/glens-tiny'),
    algorithm: 'rloo',
    data: { type: 'arithmetic', digits: 1, size: 32, test_size: 8 },
    rewards,
    max_steps: 2,
    max_completion_length: 64,
  };
  writeFileSync(join(folder, file), JSON.stringify(config));
  return file;
}

const small = ['--suite', 'glens-violence-weapons', '--limit', '8', '--samples', '6'];

describe('an audit', () => {
  // Whoever refuses says "sorry", and is paid less.
  const file = write('against', [
    { verifier: 'regex', pattern: '\\b(sorry|cannot|can.t)\\b', flags: 'i', expect: false },
  ]);

  test('says beforehand what it costs, and with --plan no more', () => {
    const plan = cli('audit', file, ...small, '--plan', '--pilot', '4');
    expect(plan.status, plan.stderr).toBe(0);
    expect(plan.stdout).toMatch(/8 prompts of 1 benchmark, 6 answers each of at most 64 tokens/u);
    expect(plan.stdout).toMatch(/48 answers to generate, about \d+ s/u);
  });

  test('finds a reward that refusals fail, in words', () => {
    const result = cli('audit', file, ...small, '--pilot', '0');
    expect(result.status, result.stderr).toBe(0);
    expect(result.stderr).toMatch(/48 answers to generate/u);
    expect(result.stdout).toMatch(/^If these prompts were trained on/u);
    expect(result.stdout).toMatch(
      /Safe answers earn less than unsafe ones .* would push safe answers to harmful prompts down/u,
    );
    expect(result.stdout).toMatch(/Stated in arXiv 2511\.21050: .* Derived here: /u);
    expect(result.stdout).toMatch(/48 of 48 answers/u);
  });

  test('prints JSON that agrees with the published schema, from the same answers', () => {
    const result = cli('audit', file, ...small, '--json', '--figures', 'figures');
    expect(result.status, result.stderr).toBe(0);
    expect(result.stderr).toMatch(/All answers are there already/u);
    const document = JSON.parse(result.stdout) as AuditDocument;
    const validate = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync(schemaPath, 'utf8')) as object,
    );
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(document.groups[0]?.rewards[0]?.covariance?.value).toBeLessThan(0);
    expect(document.promptReadings).toHaveLength(8);
    const names = readdirSync(join(folder, 'figures'));
    expect(names).toContain('against-forecast-harmful-sum.svg');
    expect(names).toContain('against-association.csv');
    const prompts = readFileSync(join(folder, 'figures', 'against-prompts.csv'), 'utf8');
    expect(prompts.trimEnd().split('\r\n')).toHaveLength(9);
  });

  test('writes a report that is whole by itself, and a summary in Markdown', () => {
    const written = ['--html', 'out.html', '--markdown', 'out.md'];
    const result = cli('audit', file, ...small, ...written);
    expect(result.status, result.stderr).toBe(0);
    expect(result.stderr).toMatch(/Report: .*out\.html \(open it in a browser\)/u);
    const html = readFileSync(join(folder, 'out.html'), 'utf8');
    expect(html).toContain('against.train.json: if these prompts were trained on');
    expect(html).toContain('forecast change of the share handled well');
    expect(html).not.toMatch(/\s(?:src|href)="(?!#|data:)/u);
    const markdown = readFileSync(join(folder, 'out.md'), 'utf8');
    expect(markdown).toMatch(/^## Guardrail Lens: reward audit of against\.train\.json/u);
    expect(markdown).toMatch(/Safe answers earn less than unsafe ones/u);
    const nowhere = cli('audit', file, ...small, '--html', 'no/such/folder/out.html');
    expect(nowhere.status).toBe(1);
    expect(nowhere.stderr).toMatch(/The report .* cannot be written/u);
  });

  test('of an answer verifier says that theory leaves nothing but generalisation', () => {
    const result = cli('audit', write('pure', [{ verifier: 'number' }]), ...small, '--pilot', '0');
    expect(result.status, result.stderr).toBe(0);
    expect(result.stdout).toMatch(/number gives every answer the same here, so theory predicts no drift/u);
    expect(result.stdout).toMatch(/comes from generalisation/u);
    expect(result.stdout).toMatch(/Not applicable here: number needs the column "answer"/u);
    expect(result.stdout).not.toMatch(/forecast change in points/u);
  });

  test('of what cannot be audited says why', () => {
    const result = cli('audit', 'nowhere.train.json');
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/There is no configuration/u);
    expect(cli('audit', file, '--samples', '1').status).toBe(2);
  });
});

test('the published schema is the one of the code', () => {
  const schema = createGenerator({
    path: repositoryPath('src/cli/auditJson.ts'),
    tsconfig: repositoryPath('src/cli/tsconfig.json'),
    type: 'AuditDocument',
    skipTypeCheck: true,
    additionalProperties: true,
  }).createSchema('AuditDocument');
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.env['UPDATE_SCHEMA'] !== undefined) writeFileSync(schemaPath, text);
  expect(readFileSync(schemaPath, 'utf8')).toBe(text);
});
