// `theory` of a run really trained and audited: forecast, measured KL and bounds beside what was observed, and what is not said.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TheoryDocument } from '../../../src/cli/theoryJson';
import { tinySpec } from '../../support/comparison';
import { testClient } from '../../support/engine';
import { cliPath, mediaFolder, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
/** The built-in model: its answers have verdicts. */
const base = join(mediaFolder, 'checkpoints', 'glens-tiny');
const schemaPath = repositoryPath('media/schemas/theory.schema.json');
const client = testClient();
afterAll(() => client.dispose());

const config = {
  model: base,
  algorithm: 'rloo',
  beta: 0.5,
  data: { type: 'arithmetic', digits: 1, size: 16, test_size: 4 },
  rewards: [
    { verifier: 'length', max: 11, weight: 0.5 },
    { verifier: 'regex', pattern: '[aeiou]', name: 'vowels' },
    { verifier: 'number' },
  ],
  lora: { r: 4 },
  learning_rate: 0.01,
  max_steps: 2,
  max_completion_length: 48,
  rollout_batch_size: 8,
};
const { settings } = tinySpec();

async function compare(name: string, tuned: string, temperature = 1): Promise<string> {
  const path = join(folder, `${name}.glens`);
  const spec = tinySpec({
    base: { kind: 'checkpoint', path: base },
    tuned: { kind: 'checkpoint', path: tuned, basePath: base },
    limit: 6,
    control: false,
    settings: { ...settings, temperature, samples: 2, maxNewTokens: 48 },
  });
  await client.request('createComparison', { path, spec, apiKeys: {} });
  await client.request('runComparison', { path, apiKeys: {} });
  return path;
}

const trained = join(folder, 'small', 'checkpoint-2');
let sampled = '';

beforeAll(async () => {
  const configPath = join(folder, 'small.train.json');
  writeFileSync(configPath, JSON.stringify(config));
  const { folder: run } = await client.request('createTraining', { configPath });
  await client.request('runTraining', { folder: run, resume: false });
  await client.request('runAudit', {
    spec: { configPath, suites: ['glens-overrefusal'], limit: 4, samples: 6, judge: { kind: 'rules' } },
    path: null,
    fresh: false,
  });
  sampled = await compare('sampled', trained);
}, 240_000);

function glens(...args: string[]): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(process.execPath, [cliPath, 'theory', ...args], { encoding: 'utf8', cwd: folder });
}

function json(...args: string[]): TheoryDocument {
  const { stdout, stderr, status } = glens(...args, '--json');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as TheoryDocument;
}

describe('theory', () => {
  it('of the run itself knows what β and the reward bound on its own prompts', async () => {
    const { penalty } = await client.request('describeTraining', { folder: join(folder, 'small') });
    // With references: 0.5 + 1 + 1.
    expect(penalty).toEqual({ algorithm: 'rloo', beta: 0.5, range: 2.5, approximate: false, gap: null });
  });

  it('without reading the answers has no KL, and says so', () => {
    const analysis = json(sampled, '--no-kl');
    expect(analysis).toMatchObject({ klGap: 'notAsked', drift: null });
    expect(analysis.rows[0]?.kl).toBeNull();
    expect(analysis.rows[0]?.bounds.map(({ premise }) => premise)).not.toContain('anyPolicy');
    expect(analysis.rows[0]?.forecast).toMatchObject({ atKl: null, atKlGap: 'noKl' });
  });

  it('has the forecast of the audit beside the run, measured KL and both kinds of bounds, as published', () => {
    const analysis = json(sampled);
    const validate = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync(schemaPath, 'utf8')) as object,
    );
    expect(validate(analysis), JSON.stringify(validate.errors)).toBe(true);
    expect(analysis).toMatchObject({ sampled: true, penaltyGap: null, klGap: null, prompts: 6 });
    expect(analysis.run).toMatchObject({ sameStart: true, trainedPrompts: 0 });
    expect(analysis.audit).toMatchObject({
      ...{ found: true, sameBase: true, sameRewards: true, sameJudge: true },
      ...{ answers: 24, prompts: 4, notApplicable: ['number'] },
    });
    // A reward that needs a reference is the same for every answer here: R is 0.5 + 1.
    expect(analysis.penalty).toMatchObject({ algorithm: 'rloo', beta: 0.5, range: 1.5 });
    expect(analysis.largestKl).toBeCloseTo(1.5 ** 2 / (8 * 0.5 ** 2), 12);
    const row = analysis.rows.find(({ suiteId }) => suiteId === 'glens-overrefusal');
    // Each draws its prompts by its own seed; these two are in both.
    expect(row?.forecast).toMatchObject({ prompts: 2, of: 6 });
    expect(row?.forecast?.atBeta?.beta).toBe(0.5);
    const exact = row?.kl?.exact;
    expect(exact?.value).toBeGreaterThan(0);
    expect(row?.kl?.exact).toEqual(analysis.drift?.sequence?.exact);
    const measured = row?.bounds.find(({ premise }) => premise === 'anyPolicy');
    const kl = exact?.value ?? NaN;
    expect(measured?.value).toBeCloseTo(Math.min(Math.sqrt(kl / 2), Math.sqrt(1 - Math.exp(-kl))), 12);
    expect(measured?.interval?.high).toBeGreaterThan(measured?.value ?? NaN);
    const range = row?.bounds.find(({ id }) => id === 'rewardRange');
    expect(range).toMatchObject({ premise: 'optimum', interval: null });
    expect(range?.value).toBeCloseTo(Math.tanh(1.5 / 2), 12);
  });

  it('says it in words, with what is transfer, what is derived and what the paper states', () => {
    const { stdout, stderr, status } = glens(sampled);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/Benign complied with|observed [+−]?\d/u);
    expect(stdout).toContain('found beside the run: 24 answers of');
    expect(stdout).toContain('“if these prompts were trained on”');
    expect(stdout).toMatch(/None of these prompts is among the run’s training prompts: .* \(transfer\)/u);
    expect(stdout).toMatch(/β 0\.5 and R 1\.50: KL\(π\* ‖ base\) is at most R²\/\(8β²\) = 1\.13 nats/u);
    expect(stdout).toMatch(/The tightest bound is ±\d+\.\d pp \(/u);
    expect(stdout).toMatch(/Stated in arXiv 2511\.21050: .* Derived here: /u);
    // The file keeps what both models said of these answers.
    expect(stderr).not.toContain('reading answers');
    expect(json(sampled, '--no-kl')).toMatchObject({ klGap: null, drift: { side: 'tuned' } });
  });

  it('writes its figure and its tables', () => {
    const out = join(folder, 'figures');
    const { stderr, status } = glens(sampled, '--no-kl', '--figures', out);
    expect(status, stderr).toBe(0);
    const names = readdirSync(out).sort();
    expect(names).toEqual([
      'sampled-theory-bounds.csv',
      'sampled-theory-drift.csv',
      'sampled-theory-kl.csv',
      'sampled-theory.csv',
      'sampled-theory.svg',
    ]);
    expect(stderr).toContain('Figures: 5 files in ');
  });

  it('of greedy answers shows no bound and no KL', async () => {
    const greedy = json(await compare('greedy', trained, 0));
    expect(greedy).toMatchObject({ sampled: false, klGap: 'notSampled', drift: null });
    expect(greedy.rows.flatMap(({ bounds }) => bounds)).toEqual([]);
    expect(greedy.rows[0]?.observed).not.toBeNull();
  });

  it('of a checkpoint from elsewhere has what holds for any policy, and the audit that is named', async () => {
    const path = await compare('elsewhere', join(mediaFolder, 'checkpoints', 'glens-tiny-sft-harmless'));
    const alone = json(path);
    expect(alone).toMatchObject({
      run: null,
      audit: null,
      penalty: null,
      penaltyGap: 'noRun',
      largestKl: null,
    });
    expect(alone.rows[0]?.forecastGap).toBe('noAudit');
    expect(alone.rows[0]?.bounds.map(({ premise }) => premise)).toEqual(['anyPolicy']);
    const named = json(path, '--no-kl', '--audit', join(folder, 'small.audit.jsonl'));
    expect(named.audit).toMatchObject({ found: false, sameBase: true, sameRewards: null });
    expect(named.penalty).toMatchObject({ beta: 0.5, range: 1.5 });
    const { stdout } = glens(path, '--no-kl', '--audit', join(folder, 'small.audit.jsonl'));
    expect(stdout).toContain('that tuned was trained with it is not known');
  });

  it('takes no forecast from the audit of another base', () => {
    const text = readFileSync(join(folder, 'small.audit.jsonl'), 'utf8');
    const other = join(folder, 'other.audit.jsonl');
    writeFileSync(other, text.replace(/"fingerprint":"[0-9a-f]+"/gu, `"fingerprint":"${'0'.repeat(64)}"`));
    const analysis = json(sampled, '--no-kl', '--audit', other);
    expect(analysis.audit).toMatchObject({ sameBase: false });
    expect(analysis.rows[0]).toMatchObject({ forecast: null, forecastGap: 'otherBase' });
    // The run is known all the same.
    expect(analysis.penaltyGap).toBeNull();
  });

  it.each([
    [{ beta: 0 }, 'noPenalty'],
    [{ algorithm: 'grpo' }, 'normalised'],
    [{ temperature: 0.8 }, 'otherSampling'],
  ])('of a run with %j shows no bound of β', (changes, gap) => {
    const own = join(folder, 'small', 'config.train.json');
    const before = readFileSync(own, 'utf8');
    writeFileSync(own, JSON.stringify({ ...config, ...changes }));
    const analysis = json(sampled, '--no-kl');
    writeFileSync(own, before);
    expect(analysis).toMatchObject({ penaltyGap: gap, largestKl: null });
    // That of the measured KL, which the file keeps, holds for any policy.
    expect(analysis.rows[0]?.bounds.filter(({ premise }) => premise === 'optimum')).toEqual([]);
    expect(analysis.rows[0]?.forecast?.atBeta).toBeNull();
  });

  it('bounds the distance of a run that went on from an adapter to that adapter, and to no other', () => {
    const [own, start] = ['config.train.json', 'start.json'].map((name) => join(folder, 'small', name));
    const before = readFileSync(own ?? '', 'utf8');
    const facts = readFileSync(join(folder, 'small', 'base.json'), 'utf8');
    const { lora: _, ...further } = config;
    writeFileSync(own ?? '', JSON.stringify({ ...further, adapter: trained }));
    const found = (began: string | null) => {
      if (began !== null) writeFileSync(start ?? '', began);
      const { run, penaltyGap } = json(sampled, '--no-kl');
      return [run?.sameStart, penaltyGap];
    };
    // As a run of an earlier version, whose KL was measured to the base.
    expect(found(null)).toEqual([null, 'otherStart']);
    expect(found(facts)).toEqual([true, null]);
    const { fingerprint, ...rest } = JSON.parse(facts) as { readonly fingerprint: string };
    expect(found(JSON.stringify({ ...rest, fingerprint: fingerprint.replace(/./u, 'x') }))).toEqual([
      false,
      'otherStart',
    ]);
    writeFileSync(own ?? '', before);
    rmSync(start ?? '');
  });

  it('counts the prompts that were trained on, and knows R with their references then', () => {
    const suite = readFileSync(repositoryPath('media/suites/glens-overrefusal/prompts.jsonl'), 'utf8');
    const rows = suite
      .trim()
      .split('\n')
      .map((line) => ({ ...(JSON.parse(line) as object), answer: '1' }));
    const file = join(folder, 'data.jsonl');
    const own = join(folder, 'small', 'config.train.json');
    const before = readFileSync(own, 'utf8');
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const held = join(folder, 'held.jsonl');
    writeFileSync(held, JSON.stringify({ prompt: '1 + 1 =', answer: '2' }));
    const data = { type: 'file', path: file, format: 'prompt', test_path: held };
    writeFileSync(own, JSON.stringify({ ...config, data }));
    const { run, penalty } = json(sampled, '--no-kl');
    writeFileSync(own, before);
    expect(run?.trainedPrompts).toBe(6);
    expect(penalty?.range).toBe(2.5);
  });

  it('finds the audit beside a run that was moved with it, and says that its configuration is gone', async () => {
    const moved = join(folder, 'moved');
    mkdirSync(moved);
    cpSync(join(folder, 'small'), join(moved, 'small'), { recursive: true });
    cpSync(join(folder, 'small.audit.jsonl'), join(moved, 'small.audit.jsonl'));
    const record = join(moved, 'small', 'run.json');
    const { configPath, ...rest } = JSON.parse(readFileSync(record, 'utf8')) as { configPath: string };
    writeFileSync(
      record,
      JSON.stringify({ ...rest, configPath: join(folder, 'gone', basename(configPath)) }),
    );
    rmSync(join(moved, 'small', 'config.train.json'));
    const analysis = json(await compare('moved', join(moved, 'small', 'checkpoint-2')), '--no-kl');
    expect(analysis.audit).toMatchObject({ found: true, path: join(moved, 'small.audit.jsonl') });
    expect(analysis.run?.trainedPrompts).toBeNull();
    expect(analysis.notes.map(({ id }) => id)).toEqual(['runUnreadable']);
  });

  it.each([
    [['nowhere.glens'], /no comparison|There is no|not found/iu],
    [['sampled.glens', '--audit', 'small.train.json'], /is not a reward audit|small\.train\.json/u],
    [['sampled.glens', '--audit', 'nowhere.audit.jsonl'], /There is no reward audit at/u],
  ])('%j is an error in words', (args, message) => {
    const { stderr, status } = glens(...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });
});

it('the published schema is the one of the code', () => {
  const schema = createGenerator({
    path: repositoryPath('src/cli/theoryJson.ts'),
    tsconfig: repositoryPath('src/cli/tsconfig.json'),
    type: 'TheoryDocument',
    skipTypeCheck: true,
    additionalProperties: true,
  }).createSchema('TheoryDocument');
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.env['UPDATE_SCHEMA'] !== undefined) writeFileSync(schemaPath, text);
  expect(readFileSync(schemaPath, 'utf8')).toBe(text);
});
