// Ctrl+C as a terminal sends it, to every process of the group, at many moments of a comparison: 130, and what is there
// goes on to the same numbers.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonDocument } from '../../../src/cli/comparisonJson';
import { checkpointPath, cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const args = [
  ...['compare', '--base', checkpointPath('llama'), '--tuned', checkpointPath('llama-lora')],
  ...['--limit', '3', '--max-new-tokens', '24', '--batch-size', '2', '--json'],
];

/** What has been said on standard error when the interrupt is sent; a number: milliseconds after the start. */
const moments: readonly (RegExp | number)[] = [
  ...[300, 500, 700, 900, 1200],
  ...[/opening|fingerprints|comparability/u, /base|tuned/u],
];

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function interrupted(out: string, moment: RegExp | number): Promise<Ended> {
  const child = spawn(process.execPath, [cliPath, ...args, '--out', out], {
    cwd: folder,
    // A group of its own, which the interrupt is sent to as a whole.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  let sent = false;
  const send = (): void => {
    if (sent || child.pid === undefined || child.exitCode !== null) return;
    sent = true;
    process.kill(-child.pid, 'SIGINT');
  };
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    if (moment instanceof RegExp && moment.test(stderr)) send();
  });
  if (typeof moment === 'number') setTimeout(send, moment);
  return new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal, stderr })));
}

function numbers(command: readonly string[]): ComparisonDocument['summary'] {
  const { stdout, stderr } = spawnSync(process.execPath, [cliPath, ...command], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as ComparisonDocument).summary;
}

describe.skipIf(process.platform === 'win32')('Ctrl+C ends with 130 and leaves what can be resumed', () => {
  let whole: ComparisonDocument['summary'];
  beforeAll(() => {
    whole = numbers([...args, '--out', join(folder, 'whole.glens')]);
  });

  // A test for each moment: three commands are what a busy machine ends within a test's limit.
  test.each(moments.map((moment, index) => ({ moment, index })))('$moment', async ({ moment, index }) => {
    const out = join(folder, `${index}.glens`);
    const { status, signal, stderr } = await interrupted(out, moment);
    // Before the command line has begun to listen, the signal itself ends it, which a shell reports as 130 too; a run that
    // was over before the signal came has ended well.
    expect([130, 0].includes(status ?? -1) || signal === 'SIGINT', `${status} ${stderr}`).toBe(true);
    expect(stderr).not.toMatch(/defect|(?:not enough|want of) memory|template/u);
    const command = existsSync(out) ? ['resume', out, '--json'] : [...args, '--out', out];
    expect(numbers(command)).toEqual(whole);
  });
});

test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  '%s when the work is over ends with an exit code, never by the signal',
  async (signal) => {
    const child = spawn(process.execPath, [cliPath, ...args, '--out', join(folder, `${signal}.glens`)], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    let sent = false;
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (sent || !stderr.includes('Go on with them')) return;
      sent = true;
      child.kill(signal);
    });
    const ended = await new Promise((resolve) => child.on('close', (status, by) => resolve(status ?? by)));
    expect(ended, stderr).toBe(0);
  },
);
