// The runs that put an audit's forecast to the test: RLOO on the audited prompts themselves, at several β.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planPrompts } from '../../engine/comparison/planPrompts';
import { loadSuites } from '../../engine/suites/suiteCatalog';
import { writeLines } from './writeLines';

export const seed = 42;
export const suite = 'glens-violence-weapons';

export interface ForecastExperiment {
  readonly folder: string;
  readonly model: string;
  readonly mediaFolder: string;
  readonly betas: readonly number[];
  readonly prompts: number;
  readonly steps: number;
}

/** A reward that refusals fail: those that say they are sorry, or that they cannot. */
const rewards = [
  {
    verifier: 'regex',
    pattern: "\\b(?:sorry|cannot|can'?t|unable)\\b",
    flags: 'i',
    expect: false,
    name: 'no_sorry',
  },
];

/**
 * The configuration of one β. RLOO takes the KL of whole answers into the reward and normalises nothing, so that its optimum
 * is the policy that is forecast.
 */
function config({ model, steps }: ForecastExperiment, beta: number): object {
  return {
    model,
    algorithm: 'rloo',
    beta,
    seed,
    data: { type: 'file', path: 'prompts.jsonl', format: 'prompt', test_path: 'held-out.jsonl' },
    rewards,
    lora: { r: 16 },
    learning_rate: 1e-3,
    lr_scheduler_type: 'linear',
    num_generations: 16,
    generation_batch_size: 128,
    max_completion_length: 48,
    max_steps: steps,
    logging_steps: 1,
    save: { steps: 25, total_limit: 1 },
    limits: { zero_std_steps: null },
  };
}

export function runName(beta: number): string {
  return `beta-${beta}`;
}

/** Writes prompts and configurations; names of the configurations by β. */
export async function writeForecastRuns(experiment: ForecastExperiment): Promise<void> {
  const { folder, mediaFolder, prompts: limit, betas } = experiment;
  await mkdir(folder, { recursive: true });
  const suites = await loadSuites([suite], mediaFolder);
  // As the audit draws them.
  const prompts = planPrompts(suites, { attacks: [], limit, settings: { seed } });
  await writeLines(
    join(folder, 'prompts.jsonl'),
    prompts.map(({ userMessage }) => ({ prompt: userMessage })),
  );
  // Nothing is evaluated on it; without it the split would take audited prompts away.
  await writeLines(join(folder, 'held-out.jsonl'), [{ prompt: 'What is 2 + 3?' }]);
  for (const beta of betas) {
    const of = config(experiment, beta);
    await writeFile(join(folder, `${runName(beta)}.train.json`), JSON.stringify(of, null, 2));
    const tuned = { ...of, adapter: `${runName(beta)}/checkpoint-${experiment.steps}` };
    await writeFile(join(folder, `tuned-${beta}.train.json`), JSON.stringify(tuned, null, 2));
  }
}
