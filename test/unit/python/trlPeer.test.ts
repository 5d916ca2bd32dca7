// TRL as a peer of `bench training --step`: over a stand-in for Python, and over a real one where it has TRL (GLENS_PYTHON names it).
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stepPhases, startTrlPeer, trlRows } from '../../../src/engine/bench/trlPeer';
import { checkpointPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { trlStandIn } from '../../support/trlStandIn';

const folder = scratchFolder();
const python = process.env['GLENS_PYTHON'] ?? 'python3';
const needed = 'import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ("trl", "peft"))))';
const there = spawnSync(python, ['-c', needed]).status === 0;
if (!there) console.log('skipped: TRL as a peer: no Python with trl and peft');

const work = {
  ...{ model: checkpointPath('llama'), promptsFile: join(folder, 'prompts.jsonl'), prompts: 2, samples: 4 },
  ...{ newTokens: 6, passRows: 2, rank: 2, threads: 1, recompute: true },
};

test('is told the work, and says of each step what it took', async () => {
  const peer = await startTrlPeer(process.execPath, trlStandIn(folder), work);
  expect(peer.name).toBe('stand-in of prompts.jsonl 2 4 6 2 2 1 1');
  const step = await peer.step();
  peer.dispose();
  expect(step.seconds).toBeCloseTo(stepPhases.reduce((sum, phase) => sum + step.phases[phase], 0));
  expect(step.tokens).toBe(2 * 4 * 6);
});

test('its figures are medians, and above 1 the product is the faster one', () => {
  const phases = { rollout: 3, reward: 0, scoring: 1, update: 2 };
  const steps = [6, 8, 40].map((seconds) => ({ seconds, phases, tokens: 48, peakBytes: seconds * 1e6 }));
  const rows = trlRows('x', steps, { seconds: 4, tokens: 32 });
  const value = (label: string): number | undefined => rows.find((row) => row.label === label)?.value;
  expect(value('x')).toBe(8);
  expect(value('x, rollout')).toBe(3);
  expect(value('x, ratio')).toBe(2);
  // It generated half as many tokens again.
  expect(value('x, ratio by token')).toBeCloseTo(2 / 1.5);
  expect(value('x, peak memory')).toBe(40);
});

test.skipIf(!there)('the real one samples, scores and learns', { timeout: 300_000 }, async () => {
  const lines = [1, 2, 3, 4].map((n) => `${JSON.stringify({ prompt: `Count to ${n}.` })}\n`);
  writeFileSync(work.promptsFile, lines.join(''));
  const peer = await startTrlPeer(python, repositoryPath('media/python/peers/grpo_step.py'), work);
  expect(peer.name).toMatch(/^TRL \d/u);
  const { seconds, phases, tokens, peakBytes } = await peer.step();
  peer.dispose();
  for (const phase of ['rollout', 'scoring', 'update'] as const) expect(phases[phase]).toBeGreaterThan(0);
  expect(stepPhases.reduce((sum, phase) => sum + phases[phase], 0)).toBeCloseTo(seconds);
  expect(tokens).toBeGreaterThan(0);
  expect(tokens).toBeLessThanOrEqual(2 * 4 * 6);
  expect(peakBytes).toBeGreaterThan(1e7);
});
