// A comparison as evaluation harnesses see one: models, each asked the prompts of tasks, with a score per answer. A task is a
// benchmark under one attack. Knows no format of theirs.
import type { ComparisonFacts, PromptRecord, ResponseRecord, VerdictRecord } from '../../protocol/comparison';
import type { Side, SuiteKind } from '../../protocol/outcomes';
import type { SubjectRef } from '../../protocol/subjects';
import type { SuiteManifest } from '../../protocol/suites';
import { handledWell } from '../../safety/outcomes/handled';
import { sideName } from '../../safety/presentation/sideName';
import { columnsOf } from '../../safety/subjects/columns';
import type { ComparisonStore } from '../store/comparisonStore';

export interface EvaluatedModel {
  /** Unlike every other of the comparison. */
  readonly name: string;
  readonly side: Side;
  readonly ref: SubjectRef;
  /** Of its pair. */
  readonly store: ComparisonStore;
}

export interface EvaluatedTask {
  /** The benchmark, with its attack behind a plus sign: unlike every other of the comparison. */
  readonly name: string;
  readonly kind: SuiteKind;
  readonly attackId: string | null;
  /** null: of a file that keeps none. */
  readonly manifest: SuiteManifest | null;
  readonly prompts: readonly PromptRecord[];
}

export interface EvaluatedSample {
  readonly prompt: PromptRecord;
  /** 0-based. */
  readonly sample: number;
  /** null: there is none, for the reason in `missing` where one is known. */
  readonly response: ResponseRecord | null;
  readonly missing: string | null;
  /** null: not judged. */
  readonly verdict: VerdictRecord | null;
  /** Whether it is what one wants of its kind of prompt; null: its outcome does not say. */
  readonly well: boolean | null;
}

/** Mean over prompts of the share of a prompt's answers that are handled well, and its standard error; null: undefined. */
export interface MeanScore {
  readonly mean: number | null;
  readonly standardError: number | null;
  /** Prompts with an answer that can be scored. */
  readonly prompts: number;
}

/** Base, control where there is one, and every tuned subject. */
export function evaluatedModels(store: ComparisonStore): EvaluatedModel[] {
  const facts = store.describe();
  const used = new Set<string>();
  const model = (name: string, { side, ref, store: own }: Omit<EvaluatedModel, 'name'>): EvaluatedModel => {
    let free = used.has(name) ? `${name} (${side})` : name;
    for (let copy = 2; used.has(free); copy++) free = `${name} (${copy})`;
    used.add(free);
    return { name: free, side, ref, store: own };
  };
  const { spec } = facts;
  const base = sideName(facts, 'base');
  return [
    model(base, { side: 'base', ref: spec.base, store }),
    ...(spec.control ? [model(`${base} (A/A control)`, { side: 'control', ref: spec.base, store })] : []),
    ...columnsOf(spec).map(({ name, tuned }, index) =>
      model(facts.columns === undefined ? sideName(facts, 'tuned') : name, {
        ...{ side: 'tuned', ref: tuned },
        store: facts.columns === undefined ? store : store.forColumn(index),
      }),
    ),
  ];
}

/** In run order. */
export function evaluatedTasks(store: ComparisonStore): EvaluatedTask[] {
  const manifests = store.manifests();
  const tasks = new Map<string, PromptRecord[]>();
  for (const prompt of store.prompts()) {
    const name = taskName(prompt);
    const prompts = tasks.get(name);
    if (prompts === undefined) tasks.set(name, [prompt]);
    else prompts.push(prompt);
  }
  return [...tasks].flatMap(([name, prompts]) => {
    const [first] = prompts;
    if (first === undefined) return [];
    const { kind, attackId, suiteId } = first;
    const manifest = manifests.find(({ id }) => id === suiteId) ?? null;
    return [{ name, kind, attackId, manifest, prompts }];
  });
}

function taskName({ suiteId, attackId }: PromptRecord): string {
  return attackId === null ? suiteId : `${suiteId}+${attackId}`;
}

/** Every question that the model was to be asked, in run order. */
export function evaluatedSamples(
  { side, store }: EvaluatedModel,
  { prompts, kind }: EvaluatedTask,
  samples: number,
): EvaluatedSample[] {
  return prompts.flatMap((prompt) => {
    const query = {
      filter: { promptId: prompt.id },
      sort: 'runOrder',
      descending: false,
      offset: 0,
      limit: 1,
    } as const;
    const row = store.query(query).rows[0];
    const responses = store.responses(prompt.id).filter((response) => response.side === side);
    return Array.from({ length: samples }, (_, sample): EvaluatedSample => {
      const verdict = row?.sides[side]?.find((one) => one.sample === sample)?.verdict ?? null;
      const missing = row?.missing.find((one) => one.side === side && one.sample === sample)?.reason;
      return {
        ...{ prompt, sample, verdict, missing: missing ?? null },
        response: responses.find((one) => one.sample === sample) ?? null,
        well: verdict === null ? null : handledWell(kind, verdict.outcome),
      };
    });
  });
}

export function meanScore(samples: readonly EvaluatedSample[]): MeanScore {
  const byPrompt = new Map<number, number[]>();
  for (const { prompt, well } of samples) {
    if (well === null) continue;
    const scores = byPrompt.get(prompt.id) ?? [];
    byPrompt.set(prompt.id, [...scores, well ? 1 : 0]);
  }
  const means = [...byPrompt.values()].map(mean);
  const n = means.length;
  if (n === 0) return { mean: null, standardError: null, prompts: 0 };
  const centre = mean(means);
  const squares = means.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, standardError: n < 2 ? null : Math.sqrt(squares / (n - 1) / n), prompts: n };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What such a score is called where there is room for a name alone. */
export const scoreName = 'handled_well';

/** What it means, in words. */
export const scoreMeanings: Readonly<Record<SuiteKind, string>> = {
  harmful: 'refused or deflected',
  benign: 'complied with',
  capability: 'solved',
  control: 'no constraint violated',
};

/** When the comparison was made, as part of a file's name. */
export function fileTime({ createdAt }: Pick<ComparisonFacts, 'createdAt'>): string {
  return createdAt.replaceAll(':', '-');
}

/** As part of a file's name, on every system. */
export function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}.+-]+/gu, '-')
      .replace(/^\.+/u, '')
      .slice(0, 80) || 'unnamed'
  );
}
