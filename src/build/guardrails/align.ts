// The first stage: from a chat model that refuses little to one with guardrails to lose.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { builtInAlias } from '../../engine/suites/builtInSuites';
import { loadSuites } from '../../engine/suites/suiteCatalog';
import type { ComparisonSummary } from '../../protocol/summary';
import type { TrainingRunFacts } from '../../protocol/training';
import { heldOutPrompts } from '../builtin/corpus/heldOutPrompts';
import type { ProductCli } from '../experiments/productCli';
import { writeLines } from '../experiments/writeLines';
import { alignmentData } from './alignmentData';
import { development, lessonConfig, lessons, threads } from './alignmentPlan';
import { developmentRates } from './developmentRates';
import { mergeAdapter } from './mergeAdapter';

export interface AlignOptions {
  /** Where everything is written. */
  readonly folder: string;
  /** A Hugging Face folder. */
  readonly model: string;
  /** Suites that no row may be near, besides the built-in ones. */
  readonly benchmarks: readonly string[];
  /** Passes over the rows. */
  readonly epochs: number;
  readonly cli: ProductCli;
}

/**
 * The folder of the aligned model, a checkpoint of its own. Goes on where an earlier call stopped.
 * @throws GuardrailError; Error where a command fails, or the model misses a threshold on the development set.
 */
export async function align({ folder, model, benchmarks, epochs, cli }: AlignOptions): Promise<string> {
  const suites = await loadSuites([builtInAlias, ...benchmarks], resolve('media'));
  const heldOut = heldOutPrompts(suites.flatMap(({ prompts }) => prompts.map(({ prompt }) => prompt)));
  let adapter: string | null = null;
  for (const [place, lesson] of lessons.entries()) {
    const data = join(folder, `${lesson.name}.jsonl`);
    if (!existsSync(data)) await writeLines(data, await alignmentData(lesson, place, model, heldOut));
    const config = join(folder, `${lesson.name}.train.json`);
    await writeFile(config, `${JSON.stringify(lessonConfig(model, { adapter, data, epochs }), null, 2)}\n`);
    const begun = existsSync(join(folder, lesson.name, 'run.json'));
    const { step } = cli('train', config, ...(begun ? ['--resume'] : [])) as TrainingRunFacts;
    adapter = join(folder, lesson.name, `checkpoint-${step}`);
  }
  if (adapter === null) return model;
  const aligned = join(folder, 'aligned');
  await mergeAdapter(adapter, model, aligned);
  const { meets, line } = developmentRates(onDevelopmentSet({ folder, model, cli }, aligned));
  console.error(line);
  if (meets) return aligned;
  throw new Error('The aligned model misses a threshold: what is lost from it would say little.');
}

function onDevelopmentSet(
  { folder, model, cli }: Pick<AlignOptions, 'folder' | 'model' | 'cli'>,
  aligned: string,
): ComparisonSummary {
  const out = join(folder, 'development.glens');
  const found = existsSync(out)
    ? cli('resume', out)
    : cli(
        ...['compare', '--base', model, '--tuned', aligned, '--out', out],
        ...development.suites.flatMap((suite) => ['--suite', suite]),
        ...['--limit', String(development.limit), '--max-new-tokens', String(development.maxNewTokens)],
        ...['--threads', String(threads)],
      );
  return (found as { readonly summary: ComparisonSummary }).summary;
}
