// Training from the command line, in processes of its own: the run, its exit codes, and what a kill leaves.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TrainingRunFacts } from '../../../src/protocol/training';
import { cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { shortAnswers } from '../../support/training';

const folder = scratchFolder();

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

function write(name: string, config: object): string {
  const file = `${name}.train.json`;
  writeFileSync(join(folder, file), JSON.stringify(config));
  return file;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

const config = { ...shortAnswers, save: { steps: 1, total_limit: 20 }, max_steps: 8 };

/** Ends the engine of a run without any warning, as an out-of-memory kill does. */
async function killAtStep(file: string, run: string, step: number): Promise<void> {
  const child = spawn(process.execPath, [cliPath, 'train', file], { cwd: folder, stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  while (!existsSync(join(folder, run, `checkpoint-${step}`))) {
    if (child.exitCode !== null) throw new Error(`The run ended with ${child.exitCode} before step ${step}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { pid } = read(join(run, 'alive.json')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await gone;
}

test('killed and resumed, a run ends with the weights of the uninterrupted one, bit for bit', async () => {
  const straight = cli('train', write('straight', config), '--json');
  expect(straight.status, straight.stderr).toBe(0);
  const facts = JSON.parse(straight.stdout) as TrainingRunFacts;
  expect(facts).toMatchObject({ status: 'finished', step: 8 });

  const file = write('killed', config);
  await killAtStep(file, 'killed', 3);
  expect(existsSync(join(folder, 'killed', 'checkpoint-8'))).toBe(false);
  const resumed = cli('train', file, '--resume', '--json');
  expect(resumed.status, resumed.stderr).toBe(0);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ status: 'finished', step: 8 });
  for (const name of ['adapter_model.safetensors', 'optimizer.safetensors']) {
    const of = (run: string) => readFileSync(join(folder, run, 'checkpoint-8', name));
    expect(of('killed').equals(of('straight')), name).toBe(true);
  }
});

test.skipIf(process.platform === 'win32')('Ctrl+C saves a checkpoint of the last step', async () => {
  const file = write('interrupted', { ...config, max_steps: 100_000, save: { steps: 100_000 } });
  const child = spawn(process.execPath, [cliPath, 'train', file], { cwd: folder, stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  while (!existsSync(join(folder, 'interrupted', 'completions', 'completions_2.jsonl'))) {
    if (child.exitCode !== null) throw new Error(`The run ended with ${child.exitCode}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGINT');
  expect(await gone).toBe(130);
  const { status, step } = read('interrupted/run.json') as { status: string; step: number };
  expect(status).toBe('stopped');
  expect(step).toBeGreaterThanOrEqual(2);
  expect(existsSync(join(folder, 'interrupted', `checkpoint-${step}`, 'adapter_config.json'))).toBe(true);
});

test('a run that halts says why and exits with 3', () => {
  const halted = cli('train', write('halted', { ...config, limits: { kl: 1e-6 } }));
  expect(halted.status, halted.stderr).toBe(3);
  expect(halted.stdout).toMatch(/Halted by itself after \d of 8 steps/);
  expect(halted.stdout).toMatch(/KL to the reference/);
});

test('a malformed configuration exits with 1, names each place, and makes nothing', () => {
  const refused = cli('train', write('malformed', { ...config, num_generation: 4, max_steps: '8' }));
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/num_generation: There is no key .* Did you mean "num_generations"/);
  expect(refused.stderr).toMatch(/max_steps: /);
  expect(existsSync(join(folder, 'malformed'))).toBe(false);
});

test('a folder without --resume is no configuration', () => {
  const refused = cli('train', '.');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/is a folder[^]*--resume/);
});

test('there is nothing to resume before a first run', () => {
  const refused = cli('train', write('never', config), '--resume');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/no run of .*never\.train\.json/);
});

test('a finished run goes on with --max-steps, and says which keys of its configuration have changed', () => {
  const file = write('extended', { ...config, max_steps: 2, lr_scheduler_type: 'linear' });
  const first = cli('train', file);
  expect(first.stdout).toMatch(/Extend with: guardrail-lens train \S+extended --resume --max-steps 4/);

  const few = cli('train', file, '--resume', '--max-steps', '2');
  expect(few.status).toBe(1);
  expect(few.stderr).toMatch(/has made 2 steps already[^]*more steps than 2/);
  expect(cli('train', file, '--resume', '--json').stdout).toContain('"status": "finished"');

  write('extended', { ...config, max_steps: 2, learning_rate: 0.5, limits: { kl: 1 } });
  const extended = cli('train', file, '--resume', '--max-steps', '4');
  expect(extended.status, extended.stderr).toBe(0);
  expect(extended.stdout).toMatch(/^Finished after 4 of 4 steps/);
  expect(extended.stdout).toMatch(
    /has changed since this run was made: learning_rate \(0.01 → 0.5\), lr_scheduler_type \("linear" → none\) and limits/,
  );
  expect(extended.stdout).toMatch(
    /goes to step 4 \(--max-steps\).* linear learning-rate schedule is that of so many/,
  );
  // What was asked for once stays: a further --resume does not fall back to the file.
  expect(cli('train', file, '--resume').stdout).toMatch(/^Finished after 4 of 4 steps/);
});

test('a configuration that only looks different has not changed', () => {
  const file = write('laid-out', { ...config, max_steps: 1 });
  cli('train', file);
  writeFileSync(join(folder, file), JSON.stringify({ ...config, max_steps: 1 }, null, 4));
  expect(cli('train', file, '--resume').stdout).not.toContain('has changed');
});

test('rewards are named on the progress line and at the end', () => {
  const rewards = [{ verifier: 'length', max: 6 }, { verifier: 'number' }];
  const run = cli(
    'train',
    write('named', { ...config, rewards, eval: { steps: 4, num_prompts: 4 }, limits: { first_steps: null } }),
  );
  expect(run.status, run.stderr).toBe(0);
  expect(run.stdout).toMatch(/Held-out accuracy \(number\) +8 /);
  expect(run.stdout).toMatch(/Held-out reward length +8 /);
  expect(run.stdout).toMatch(/Held-out reward number +8 /);
  expect(run.stdout).toMatch(
    /Compare with: guardrail-lens compare --base \S+llama --tuned \S+checkpoint-8\n/,
  );
});

test('after three steps without a right answer the run says what it saw, and resuming goes on regardless', () => {
  const rewards = [{ verifier: 'length', max: 3 }, { verifier: 'number' }];
  const file = write('unearned', { ...config, rewards, max_completion_length: 4 });
  const halted = cli('train', file);
  expect(halted.status, halted.stderr).toBe(3);
  expect(halted.stdout).toMatch(/^Halted by itself after 3 of 8 steps/);
  expect(halted.stdout).toMatch(
    /no completion earned the reward "number".*In 48 completions: length .* number 0 in all/,
  );
  expect(halted.stdout).toMatch(/cut at 4 tokens.*Raise max_completion_length.*unearned\/completions\./);
  expect(halted.stdout).toMatch(/Go on with: guardrail-lens train \S+ --resume/);
  const resumed = cli('train', file, '--resume');
  expect(resumed.status, resumed.stderr).toBe(0);
  expect(resumed.stdout).toMatch(/^Finished after 8 of 8 steps/);
});

describe('before the start', () => {
  const rewards = [{ verifier: 'length', max: 6 }, { verifier: 'number' }];
  const figures = [
    /Data: 32 prompts to train on, 4 held out and answered\./,
    /Steps: 8 of 16 completions\./,
    /Time: about \d.* where all reach the limit\./,
    /Tokens of completions: about [\d,]+, at most 1,536\./,
    /Memory: .* now, up to about .* of this machine's /,
    /Disk: up to about \d+ [kM]B of .* free\./,
    /A prompt as the model gets it:\n {2}\| [^]*\d [-+] \d/,
    /An answer \(\d+ tokens.*\):\n {2}\| [^]*\nIts rewards: length [01], number 0; weighted sum [01]\./,
  ];

  test('a dry run says what the run would take, shows an answer with its rewards, and writes nothing', () => {
    const file = write('dry', { ...config, rewards, eval: { steps: 4, num_prompts: 4 } });
    const before = readdirSync(folder);
    const dry = cli('train', file, '--dry-run');
    expect(dry.status, dry.stderr).toBe(0);
    for (const figure of figures) expect(dry.stdout).toMatch(figure);
    expect(readdirSync(folder)).toEqual(before);

    const fewer = cli('train', file, '--dry-run', '--max-steps', '2', '--json');
    expect(JSON.parse(fewer.stdout)).toMatchObject({ steps: 2, tokens: { atMost: 2 * 16 * 12 } });
    expect(cli('train', file, '--dry-run', '--resume').status).not.toBe(0);
  });

  test('the same figures stand before a start; going on says nothing of them', () => {
    const file = write('figures', { ...config, rewards, eval: { steps: 4, num_prompts: 4 } });
    const run = cli('train', file);
    for (const figure of figures) expect(run.stderr).toMatch(figure);
    expect(cli('train', file, '--resume').stderr).not.toContain('Tokens of completions');
  });

  test('what is left out of the data is said, with examples in the place of completions for SFT', () => {
    const rows = ['1 + 1', '2 + 2', '3 + 3', 'word '.repeat(600)];
    writeFileSync(
      join(folder, 'rows.jsonl'),
      rows.map((prompt) => `${JSON.stringify({ prompt, completion: 'So.' })}\n`).join(''),
    );
    const data = { type: 'file', path: 'rows.jsonl', test_size: 1 };
    const online = cli('train', write('left-out', { ...config, data, max_prompt_length: 300 }), '--dry-run');
    expect(online.stdout).toMatch(/note: 1 of 3 prompts have more than 300 tokens and are left out\./);
    const { model, lora } = config;
    const sft = cli('train', write('sft', { model, lora, data, algorithm: 'sft' }), '--dry-run');
    expect(sft.status, sft.stderr).toBe(0);
    expect(sft.stdout).toMatch(/Data: 2 examples to train on/);
    expect(sft.stdout).toMatch(/Time: about \d/);
  });
});

test('a trailing comma, and fewer held-out prompts than were asked for, are said with what to do', () => {
  writeFileSync(join(folder, 'comma.train.json'), '{\n  "model": "x",\n}\n');
  const comma = cli('train', 'comma.train.json');
  expect(comma.status).toBe(1);
  expect(comma.stderr).toMatch(/line 2, column 15: a comma stands before \}\. Remove the comma\./);

  const few = cli('train', write('few', { ...config, eval: { steps: 4, num_prompts: 50 } }), '--dry-run');
  expect(few.stdout).toMatch(
    /note: Evaluations ask 8 prompts, not 50: .* Raise data\.test_size, or lower eval/,
  );
});
