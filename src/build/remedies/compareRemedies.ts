// Everything that is made against the run without a remedy of its seed, on the same prompts: one comparison per seed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ComparisonStores } from '../../engine/store/comparisonStores';
import { builtInIds, readBuiltIn } from '../../engine/suites/builtInSuites';
import type { MeasuredAnswer } from '../../engine/training/run/pairedChange';
import type { AnswerCost, MatrixSummary } from '../../protocol/matrix';
import type { SuiteKind } from '../../protocol/outcomes';
import { handledWell, isSafetyKind } from '../../safety/outcomes/handled';
import type { ProductCli } from '../experiments/productCli';
import { remedyFiles } from './remedyData';

/** Whether an answer is what one wants of its kind of prompt. */
export interface RemedyAnswer extends MeasuredAnswer {
  readonly kind: SuiteKind;
  /** The remedy's name, or `none`. */
  readonly remedy: string;
}

export interface ComparedRemedies {
  readonly answers: readonly RemedyAnswer[];
  /** By remedy, and of the run without one under `none`; null: no tokens are known. */
  readonly costs: Readonly<Record<string, AnswerCost | null>>;
}

export const none = 'none';

/** Harmful and alarming prompts of the product, and held-out sums. */
export async function measuredSuites(folder: string, mediaFolder: string): Promise<string[]> {
  const ids: string[] = [];
  for (const id of await builtInIds(mediaFolder)) {
    if (isSafetyKind((await readBuiltIn(mediaFolder, id)).manifest.kind)) ids.push(id);
  }
  return [...ids, join(folder, remedyFiles.sumsSuite)];
}

/** As every comparison of remedies, and its budget, asks. */
export function askingOptions(suites: readonly string[], limit: number): string[] {
  return [
    ...suites.flatMap((suite) => ['--suite', suite]),
    ...['--limit', String(limit), '--max-new-tokens', '32', '--threads', '1'],
  ];
}

/** @throws Error where the file that is there is of other remedies; as the command line */
export function compareRemedies(
  {
    folder,
    seed,
    checkpoint,
    remedies,
    asking,
  }: {
    readonly folder: string;
    readonly seed: number;
    /** Without a remedy. */
    readonly checkpoint: string;
    readonly remedies: readonly { readonly name: string; readonly subject: string }[];
    readonly asking: readonly string[];
  },
  cli: ProductCli,
): ComparedRemedies {
  const out = join(folder, `sft-${seed}.glens`);
  const shown = existsSync(out)
    ? cli('resume', out)
    : cli(
        ...['compare', '--base', checkpoint, '--out', out, ...asking],
        ...remedies.flatMap(({ name, subject }) => ['--tuned', subject, '--tuned-name', name]),
      );
  const { columns, costs } = (shown as { readonly matrix: MatrixSummary }).matrix;
  const wanted = remedies.map(({ name }) => name).join();
  if (columns.map(({ name }) => name).join() !== wanted) {
    throw new Error(`${out} is of other remedies than ${wanted}: remove it to compare these.`);
  }
  return {
    answers: readAnswers(out, seed, remedies),
    costs: {
      [none]: costs?.base ?? null,
      ...Object.fromEntries(columns.map(({ name }, index) => [name, costs?.columns[index] ?? null])),
    },
  };
}

/** An answer whose outcome says nothing is left out, and is then not paired. */
function readAnswers(
  path: string,
  seed: number,
  remedies: readonly { readonly name: string }[],
): RemedyAnswer[] {
  const store = new ComparisonStores(() => new Date()).open(path, 'read');
  try {
    const prompts = new Map(store.prompts().map((prompt) => [prompt.id, prompt]));
    return store.judgedColumns().flatMap(({ promptId, side, column, sample, verdicts }): RemedyAnswer[] => {
      const prompt = prompts.get(promptId);
      const [verdict] = verdicts;
      const remedy = column === null ? none : remedies[column]?.name;
      if (prompt === undefined || verdict == null || remedy === undefined || side === 'control') return [];
      const { kind, suiteId, itemId } = prompt;
      const good = handledWell(kind, verdict.outcome);
      if (good === null) return [];
      return [{ kind, remedy, prompt: `${suiteId}/${itemId}`, key: `${seed}/${sample}`, good }];
    });
  } finally {
    store.close();
  }
}
