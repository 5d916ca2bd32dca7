// PyTorch as a peer of `bench training`: over a stand-in for Python, and over a real one where it has torch and PEFT
// (GLENS_PYTHON names it).
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { peerRows, startTorchPeer } from '../../../src/engine/bench/torchPeer';
import { checkpointPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const model = checkpointPath('llama');
const work = { model, rows: 2, sequence: 6, rank: 2, threads: 1, recompute: true };
const python = process.env['GLENS_PYTHON'] ?? 'python3';
const needed =
  'import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ("torch", "transformers", "peft"))))';
const there = spawnSync(python, ['-c', needed]).status === 0;
if (!there) console.log('skipped: PyTorch as a peer: no Python with torch, transformers and peft');

/** A script for Node in the place of Python's. */
function standIn(name: string, text: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
}

const steps = `
  import { createInterface } from 'node:readline';
  console.log('Some library says something.');
  console.log(JSON.stringify({ ready: 'torch of ' + process.argv.slice(3).join(' ') }));
  for await (const _ of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify({ seconds: 0.5, peak_bytes: 3e6 }));
  }`;

test('is told the work, and makes a step each time it is asked', async () => {
  const peer = await startTorchPeer(process.execPath, standIn('steps', steps), work);
  expect(peer.name).toBe('torch of 2 6 2 1 1');
  expect(await peer.step()).toEqual({ seconds: 0.5, peakBytes: 3e6 });
  expect(await peer.step()).toEqual({ seconds: 0.5, peakBytes: 3e6 });
  peer.dispose();
});

test('its rate is that of the median step, and above 1 the product is the faster one', () => {
  const peer = [0.4, 9, 0.6].map((seconds, index) => ({ seconds, peakBytes: 1e6 * (index + 1) }));
  expect(peerRows('x', 12, { own: [0.2, 0.3, 5], peer })).toEqual([
    { label: 'x', value: 12 / 0.6, unit: 'tokens/s' },
    { label: 'x, ratio', value: 0.6 / 0.3, unit: 'times' },
    { label: 'x, peak memory', value: 3, unit: 'MB' },
  ]);
  const unknown = peerRows('x', 12, { own: [1], peer: [{ seconds: 1, peakBytes: 0 }] });
  expect(unknown.map(({ label }) => label)).toEqual(['x', 'x, ratio']);
});

test.each([
  ['lacks a package', `console.log(JSON.stringify({ error: 'no torch' }));`, 'no torch'],
  ['ends with a trace', `console.error('Traceback: out of luck'); process.exit(1);`, 'out of luck'],
  ['ends without a word', '', 'It ended.'],
])('a Python that %s is said so', async (_, text, said) => {
  const script = standIn('broken', text);
  await expect(startTorchPeer(process.execPath, script, work)).rejects.toThrow(said);
});

test('a Python that ends between two steps, or is none, is said so', async () => {
  const once = steps.replace(/console\.log\(JSON\.stringify\(\{ seconds/u, 'process.exit(3); $&');
  const peer = await startTorchPeer(process.execPath, standIn('once', once), work);
  await expect(peer.step()).rejects.toThrow('It ended.');
  await expect(startTorchPeer(join(folder, 'no-python'), 'x.py', work)).rejects.toThrow('no-python');
});

test.skipIf(!there)('the real one makes a step on the same checkpoint', async () => {
  const script = repositoryPath('media/python/peers/lora_step.py');
  for (const recompute of [false, true]) {
    const peer = await startTorchPeer(python, script, { ...work, recompute });
    expect(peer.name).toMatch(/^torch \d/u);
    const { seconds, peakBytes } = await peer.step();
    expect(seconds).toBeGreaterThan(0);
    expect(peakBytes).toBeGreaterThan(1e7);
    peer.dispose();
  }
});
