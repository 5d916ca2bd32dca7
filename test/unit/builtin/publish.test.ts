// Adapters on their way to media/checkpoints, and the configurations that they are trained by.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishAdapter } from '../../../src/build/builtin/publish';
import { parseSweep } from '../../../src/cli/sweepConfig';
import { trainConfigSchema } from '../../../src/engine/training/config/trainConfig';
import { repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const recipes = repositoryPath('src/build/builtin');

describe('publishing an adapter', () => {
  it('takes the last step and names the base by where it lies', async () => {
    for (const step of [20, 100, 80]) {
      const checkpoint = join(folder, 'run', `checkpoint-${step}`);
      mkdirSync(checkpoint, { recursive: true });
      writeFileSync(join(checkpoint, 'adapter_model.safetensors'), `weights of ${step}`);
      writeFileSync(
        join(checkpoint, 'adapter_config.json'),
        JSON.stringify({ peft_type: 'LORA', base_model_name_or_path: '/somewhere/base' }),
      );
      writeFileSync(join(checkpoint, 'optimizer.safetensors'), 'not for publication');
    }
    const target = join(folder, 'base-grpo');
    await publishAdapter(join(folder, 'run'), target, join(folder, 'base'));
    expect(readdirSync(target).sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    expect(readFileSync(join(target, 'adapter_model.safetensors'), 'utf8')).toBe('weights of 100');
    expect(JSON.parse(readFileSync(join(target, 'adapter_config.json'), 'utf8'))).toEqual({
      peft_type: 'LORA',
      base_model_name_or_path: '../base',
    });
  });

  it('says so where a run has no checkpoint', async () => {
    mkdirSync(join(folder, 'empty'));
    await expect(publishAdapter(join(folder, 'empty'), join(folder, 'x'), 'base')).rejects.toThrow(
      /no checkpoint/,
    );
  });
});

describe('the configurations', () => {
  it.each(['grpo.train.json', 'sft.train.json', 'sft-harmless.train.json'])('%s is one', (name) => {
    const json: unknown = JSON.parse(readFileSync(join(recipes, name), 'utf8'));
    expect(trainConfigSchema.safeParse(json).error).toBeUndefined();
  });

  it('the experiment is a sweep over three seeds', () => {
    const text = readFileSync(join(recipes, 'experiment.sweep.json'), 'utf8');
    const { runs } = parseSweep(text, recipes, 'out');
    expect(new Set(runs.map(({ seed }) => seed)).size).toBe(3);
    for (const { config } of runs) expect(trainConfigSchema.safeParse(config).error).toBeUndefined();
  });
});
