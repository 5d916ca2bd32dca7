// Completions that try to take the run with them: Python without an end, and answers at which a verifier's process dies.
// What they say is put into the sampled texts; everything else of the run is real, the sandbox too.
import type * as ChildProcess from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadGenerator } from '../../../../../src/engine/generation/loadGenerator';
import type { Generator } from '../../../../../src/engine/generation/generator';
import type { RolloutRow, TrainingProgress } from '../../../../../src/protocol/training';
import { readRollouts } from '../../../../../src/engine/training/run/rolloutRows';
import { scratchFolder } from '../../../../support/scratch';
import { makeRun, shortAnswers, train, trainingTools } from '../../../../support/training';

/** A verifier's process dies with every job of which this text is a part; empty: none. */
const dying = vi.hoisted(() => ({ text: '', times: 0 }));

vi.mock('node:child_process', async (original) => {
  const actual = await original<typeof ChildProcess>();
  const fork = (...args: Parameters<typeof actual.fork>): ChildProcess.ChildProcess => {
    const child = actual.fork(...args);
    const send = child.send.bind(child);
    child.send = (message: ChildProcess.Serializable) => {
      if (dying.text !== '' && JSON.stringify(message).includes(dying.text)) {
        dying.times++;
        child.kill('SIGKILL');
      }
      return send(message);
    };
    return child;
  };
  return { ...actual, fork, default: { ...actual, fork } };
});

afterEach(() => {
  dying.text = '';
});

const folder = scratchFolder();

/** Tools whose samples of a prompt say these texts, in turn. */
function toolsSaying(texts: readonly string[]) {
  return trainingTools(folder, {
    loadWeights: async (checkpoint, options) => {
      const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu', ...options });
      const generate: Generator['generate'] = (rows, settings, events, signal) =>
        generator.generate(
          rows,
          settings,
          {
            ...events,
            onRow: (id, generated) =>
              events.onRow(id, { ...generated, text: texts[id % texts.length] ?? '' }),
          },
          signal,
        );
      return { ...generator, generate };
    },
  });
}

const mbpp = join(folder, 'mbpp.jsonl');
writeFileSync(
  mbpp,
  [1, 2, 3, 4]
    .map((task_id) =>
      JSON.stringify({
        task_id,
        text: `Write a function to double a number, number ${task_id}.`,
        code: 'def double(x):\n  return 2 * x',
        test_setup_code: '',
        test_list: ['assert double(2) == 4', 'assert double(-1) == -2'],
      }),
    )
    .join('\n'),
);

const config = {
  ...shortAnswers,
  data: { type: 'file', path: mbpp, test_size: 1 },
  max_steps: 1,
  generation_batch_size: 4,
};

async function rewardsOf(run: string): Promise<(number | null)[]> {
  return (await readRollouts(run, 1)).map(({ reward }: RolloutRow) => reward);
}

const right = 'def double(x): return x + x';

describe('Python', () => {
  test('without an end costs its sample the reward', async () => {
    const endless = 'def double(x):\n  while True: pass';
    const tools = toolsSaying([right, endless, 'def double(x): return 0', 'No code.']);
    const run = await makeRun(folder, 'endless', {
      ...config,
      rewards: [{ verifier: 'unit_tests', time_limit_seconds: 5 }],
    });
    expect(await train(tools, run)).toMatchObject({ status: 'finished', step: 1 });
    expect(await rewardsOf(run)).toEqual([1, 0, 0, 0]);
  });
});

describe('a verifier’s process', () => {
  const patterns = { ...config, rewards: [{ verifier: 'regex', pattern: 'double', in: 'completion' }] };

  test('that dies costs the sample its reward, and the others have theirs', async () => {
    const tools = toolsSaying([right, 'double (deadly)', 'nothing', right]);
    const run = await makeRun(folder, 'dying', patterns);
    dying.text = 'deadly';
    expect(await train(tools, run)).toMatchObject({ status: 'finished', step: 1 });
    // In the trial, and in the step.
    expect(dying.times).toBeGreaterThanOrEqual(2);
    expect(await rewardsOf(run)).toEqual([1, 0, 0, 1]);
  });

  test('that is at work when the run is stopped does not make it fail', async () => {
    // A pattern that needs longer than anybody waits.
    const tools = toolsSaying([`${'a'.repeat(40)}!`]);
    const run = await makeRun(folder, 'stopped', {
      ...config,
      max_steps: 3,
      rewards: [{ verifier: 'regex', pattern: '^(a+)+$', time_limit_seconds: 600 }],
    });
    const abort = new AbortController();
    const progress = ({ phase }: TrainingProgress): void => {
      if (phase === 'trial' || phase === 'reward') setTimeout(() => abort.abort(), 200);
    };
    const facts = await train(tools, run, { signal: abort.signal, progress });
    expect(facts).toMatchObject({ status: 'stopped', step: 0, reason: null });
  });
});
