// The saved steps of a run, and what its own log says of them.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { curveOf, runCurve } from '../../../../../src/engine/training/run/runCurve';
import { runSteps } from '../../../../../src/engine/training/run/runSteps';
import { generatedRun } from '../../../../support/generatedRun';
import { checkpointPath } from '../../../../support/paths';
import { writeRunFolder } from '../../../../support/runFolder';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();
const base = checkpointPath('llama');

test('steps come in their order, those of verl too, with the base that their adapters name', async () => {
  const run = join(folder, 'run');
  await writeRunFolder(generatedRun({ folder: run, step: 120 }), base);
  cpSync(join(run, 'checkpoint-50'), join(run, 'global_step_7/actor/lora_adapter'), { recursive: true });
  mkdirSync(join(run, 'logs'));
  const { steps, base: found } = await runSteps(run);
  expect(steps.map(({ step }) => step)).toEqual([7, 50, 100]);
  expect(steps[0]?.path).toBe(join(run, 'global_step_7/actor/lora_adapter'));
  expect(found).toEqual({ path: base });
});

test('a run of ours says its base itself, an adapter that it began from included', async () => {
  const run = join(folder, 'own');
  await writeRunFolder(generatedRun({ folder: run, step: 60 }), base);
  const facts = {
    path: '/adapters/first',
    fingerprint: 'f',
    architecture: 'llama',
    base: { path: '/models/base' },
  };
  writeFileSync(join(run, 'base.json'), JSON.stringify(facts));
  expect((await runSteps(run)).base).toEqual({ path: '/adapters/first', basePath: '/models/base' });
  // Without either, nobody says it.
  writeFileSync(join(run, 'base.json'), 'null');
  writeFileSync(join(run, 'checkpoint-50/adapter_config.json'), '{"base_model_name_or_path": "some/where"}');
  expect((await runSteps(run)).base).toBeNull();
});

test('a folder without steps, or with one that has no model, says so', async () => {
  await expect(runSteps(folder)).rejects.toThrow(/holds no steps/);
  await expect(runSteps(join(folder, 'nowhere'))).rejects.toThrow(/holds no steps/);
  const run = join(folder, 'shards');
  mkdirSync(join(run, 'global_step_5/actor'), { recursive: true });
  await expect(runSteps(run)).rejects.toThrow(/no checkpoint in the format/);
  rmSync(run, { recursive: true });
});

const accuracy = (rate: number) => ({
  ...{
    eval_accuracy: rate,
    eval_accuracy_low: rate - 0.1,
    eval_accuracy_high: rate + 0.1,
    eval_accuracy_n: 40,
  },
});

test('a point has what was logged last since the step before it, and nothing older', () => {
  const log = [
    { step: 0, ...accuracy(0.2) },
    { step: 40, kl: 0.01 },
    {
      ...{ step: 50, kl: 0.02, ...accuracy(0.5) },
      ...{ eval_accuracy_delta: 0.3, eval_accuracy_delta_low: 0.1, eval_accuracy_delta_high: 0.4 },
    },
    { step: 90, kl: 0.05 },
    { step: 120, kl: 0.09 },
  ];
  const curve = curveOf(
    { folder: '/run', log, accuracyOf: { reward: 'number', threshold: 1 } },
    [50, 100, 110],
  );
  expect(curve.klPer).toBe('token');
  expect(curve.start?.rate).toBe(0.2);
  expect(curve.points.map(({ kl }) => kl)).toEqual([
    { step: 50, value: 0.02 },
    { step: 90, value: 0.05 },
    null,
  ]);
  expect(curve.points[0]?.accuracy).toMatchObject({
    step: 50,
    rate: 0.5,
    n: 40,
    delta: { value: 0.3, low: 0.1 },
  });
  expect(curve.points[1]?.accuracy).toBeNull();
  expect(curve.notes).toEqual([
    "The run's own log has no KL at step 110.",
    "The run's own log has no held-out accuracy with its interval at step 100, 110.",
  ]);
});

test('KL of whole answers is told from that of tokens; a rate without its interval is none', () => {
  const log = [{ step: 10, 'objective/kl': 3, eval_accuracy: 0.5 }];
  const { klPer, points, start } = curveOf({ folder: '/run', log, accuracyOf: null }, [10]);
  expect(klPer).toBe('answer');
  expect(points).toEqual([{ step: 10, kl: { step: 10, value: 3 }, accuracy: null }]);
  expect(start).toBeNull();
});

test('a folder that is no run, or a broken one, is a note', async () => {
  expect(await runCurve(folder, [1])).toMatchObject({
    points: [],
    notes: [expect.stringContaining('no training run')],
  });
  const broken = join(folder, 'broken');
  mkdirSync(broken);
  writeFileSync(join(broken, 'trainer_state.json'), '{"global_step": ');
  expect((await runCurve(broken, [1])).notes).toHaveLength(1);
});
