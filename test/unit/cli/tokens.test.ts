// `tokens` and `drift` of a comparison of the fixtures: exact where both models are here, and clear about what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DriftAnalysis, TokenAnalysis } from '../../../src/protocol/tokens';
import { tinySpec } from '../../support/comparison';
import { testClient } from '../../support/engine';
import { cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const path = join(folder, 'tokens.glens');

beforeAll(async () => {
  const client = testClient();
  try {
    const { settings } = tinySpec();
    const spec = tinySpec({ limit: 3, control: false, settings: { ...settings, temperature: 1 } });
    await client.request('createComparison', { path, spec, apiKeys: {} });
    await client.request('runComparison', { path, apiKeys: {} });
  } finally {
    client.dispose();
  }
});

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

function glens(...args: string[]): Ran {
  return spawnSync(process.execPath, [cliPath, ...args], { encoding: 'utf8' });
}

describe('tokens', () => {
  it('has each token with both distributions, and agrees with what was generated', async () => {
    const { stdout } = glens('tokens', path, '--prompt', '2', '--json');
    const analysis = JSON.parse(stdout) as TokenAnalysis;
    const client = testClient();
    const page = await client.request('queryRows', {
      path,
      query: { filter: { promptId: 2 }, sort: 'runOrder', descending: false, offset: 0, limit: 1 },
    });
    client.dispose();
    const tuned = page.rows[0]?.sides.tuned?.[0];
    expect(analysis.tokens.length).toBe(tuned?.tokens);
    const mean =
      analysis.tokens.reduce((sum, { tuned: side }) => sum + (side?.logprob ?? NaN), 0) /
      analysis.tokens.length;
    expect(mean).toBeCloseTo(tuned?.meanLogprob ?? NaN, 3);
    for (const { base, kl, js } of analysis.tokens) {
      expect(base?.top.length).toBe(5);
      expect(kl).toBeGreaterThanOrEqual(0);
      expect(js).toBeLessThanOrEqual(Math.LN2);
    }
    expect(analysis.refusal?.tokens.length).toBeGreaterThan(0);
    expect(analysis.notes).toEqual([]);
  });

  it('reads a text of one’s own, and says it in words', () => {
    const { stdout, status } = glens('tokens', path, '--prompt', '1', '--text', 'I cannot help.');
    expect(status).toBe(0);
    expect(stdout).toMatch(/They part at token \d+|Nowhere would the two choose differently/);
    expect(stdout).toContain('Log-odds that the answer begins as refusals do');
    expect(stdout).toContain('how it was generated is not known');
  });

  it.each([
    [['--prompt', '99'], 'The comparison has no prompt 99.'],
    [['--prompt', '1', '--sample', '3'], 'Prompt 1 has no sample 3 of an answer of the tuned side.'],
    [['--prompt', '1', '--text', ''], 'The text is empty.'],
  ])('%j is refused', (args, message) => {
    const { stderr, status } = glens('tokens', path, ...args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});

describe('tokens --continue-at', () => {
  it('shows what stays, what was there and what comes', () => {
    const { stdout, status } = glens('tokens', path, '--prompt', '2', '--continue-at', '3');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Tokens that stay \(2\):\n {2}/);
    expect(stdout).toMatch(/\nAs it was:\n[^]*\nBase, greedy \(\d+ tokens[^]*\nTuned, greedy \(/);
  });

  it.each([
    [['--continue-at', '18'], 'The answer has 16 tokens, so it cannot be continued behind 17.'],
    [['--continue-at', '0'], '--continue-at'],
    [['--continue-at', '1', '--continue-with', 'control'], '--continue-with'],
  ])('%j is refused', (args, message) => {
    const { stderr, status } = glens('tokens', path, '--prompt', '2', ...args);
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});

describe('drift', () => {
  it('estimates KL of whole answers in three ways that agree, from sampled answers', () => {
    const { stdout } = glens('drift', path, '--json');
    const drift = JSON.parse(stdout) as DriftAnalysis;
    expect(drift).toMatchObject({ side: 'tuned', answers: 3, prompts: 3, skipped: 0 });
    const { exact, k1, k3 } = drift.sequence ?? {};
    expect(exact?.value).toBeGreaterThan(0);
    expect(k1?.low).toBeLessThan(exact?.high ?? NaN);
    expect(k3?.low).toBeLessThan(exact?.high ?? NaN);
    const positions = drift.kinds[0]?.positions ?? [];
    expect(positions.length).toBe(16);
    const perAnswer = positions.reduce((sum, { kl }) => sum + kl.value * kl.n, 0) / 3;
    expect(perAnswer).toBeCloseTo(exact?.value ?? NaN, 6);
  });

  it('keeps what it read, and reads again only where it is told to', () => {
    const first = JSON.parse(glens('drift', path, '--json').stdout) as { reading: { origin: unknown } };
    const again = glens('drift', path);
    expect(again.stdout).toContain('Nothing was read now: this is what the file keeps.');
    expect(again.stdout).toMatch(
      /Read 20\d\d-\d\d-\d\d \d\d:\d\d UTC: 3 prompts; base llama \(digest [0-9a-f]{12}, /,
    );
    expect(again.stderr).not.toContain('reading answers');
    expect(JSON.parse(glens('drift', path, '--json').stdout)).toMatchObject({
      reading: { reused: true, origin: first.reading.origin },
    });
    const anew = glens('drift', path, '--anew');
    expect(anew.stdout).not.toContain('Nothing was read now');
    expect(anew.stderr).toContain('reading answers');
  });

  it('says of the base’s answers that they estimate no such thing', () => {
    const { stdout, stderr } = glens('drift', path, '--response', 'base', '--limit', '2');
    expect(stdout).toContain('2 answers of the base side to 2 prompts');
    expect(stdout).toContain('KL(tuned ‖ base) along an answer');
    expect(stdout).toContain('no estimate of KL(tuned ‖ base) of whole answers');
    expect(stderr).toContain('reading answers');
    expect(existsSync(`${path}-lock`)).toBe(false);
  });
});
