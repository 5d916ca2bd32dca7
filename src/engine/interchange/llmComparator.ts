// A comparison for LLM Comparator (PAIR, Google), which shows two models' answers side by side: one JSON file per pair. Model A is
// the base; a positive score says that A did better. (Its client, llm-comparator/client/services; llm_comparator.types)
import { basename } from 'node:path';
import type { PromptRecord } from '../../protocol/comparison';
import { outcomes, suiteKinds } from '../../protocol/outcomes';
import { conversationText } from '../../safety/suites/conversation';
import { writeFileAtomically } from '../files/atomicFile';
import type { ComparisonStore } from '../store/comparisonStore';
import {
  evaluatedModels,
  evaluatedSamples,
  evaluatedTasks,
  fileName,
  type EvaluatedModel,
  type EvaluatedSample,
  type EvaluatedTask,
} from './evaluations';

/**
 * Several tuned subjects become several files, each with its name in that of the file. Returns the files.
 * @throws GuardrailError storeWriteFailed, storeInvalid where the comparison is damaged
 */
export async function writeLlmComparator(store: ComparisonStore, target: string): Promise<string[]> {
  const models = evaluatedModels(store);
  const base = models.find(({ side }) => side === 'base');
  const tuned = models.filter(({ side }) => side === 'tuned');
  const files: string[] = [];
  for (const model of base === undefined ? [] : tuned) {
    const path = tuned.length === 1 ? target : withName(target, model.name);
    await writeFileAtomically(path, JSON.stringify(comparisonOf(store, base, model)));
    files.push(path);
  }
  return files;
}

function withName(target: string, name: string): string {
  return target.replace(/(\.json)?$/iu, `-${fileName(name)}.json`);
}

function comparisonOf(
  store: ComparisonStore,
  base: EvaluatedModel | undefined,
  tuned: EvaluatedModel,
): object {
  const { path, spec } = store.describe();
  const tasks = evaluatedTasks(store);
  return {
    metadata: {
      source_path: basename(path),
      custom_fields_schema: [
        { name: 'outcome', type: 'per_model_category', domain: outcomes },
        { name: 'benchmark', type: 'category', domain: tasks.map(({ name }) => name) },
        { name: 'kind', type: 'category', domain: suiteKinds },
        { name: 'item', type: 'string' },
      ],
    },
    models: [base, tuned].map((model) => ({ name: model?.name ?? 'base' })),
    examples: tasks.flatMap((task) => {
      const [a, b] = [base, tuned].map((model) =>
        model === undefined ? [] : evaluatedSamples(model, task, spec.settings.samples),
      );
      return (a ?? []).flatMap((one, index) => {
        const other = b?.[index];
        return other === undefined ? [] : exampleOf(task, one, other);
      });
    }),
  };
}

/** None where a side has no answer. */
function exampleOf(task: EvaluatedTask, a: EvaluatedSample, b: EvaluatedSample): object[] {
  if (a.response === null || b.response === null) return [];
  const { prompt } = a;
  return [
    {
      input_text: askedText(prompt),
      tags: [task.name, prompt.category],
      output_text_a: a.response.answer,
      output_text_b: b.response.answer,
      score: scoreOf(a, b),
      individual_rater_scores: [],
      rationale_list: [],
      custom_fields: {
        outcome: [a, b].map(({ verdict }) => verdict?.outcome ?? null),
        ...{ benchmark: task.name, kind: task.kind, item: prompt.itemId },
      },
    },
  ];
}

/** 1: the base alone handled it well, −1: the tuned subject alone, 0: both or neither; null: one cannot be told. */
function scoreOf(a: EvaluatedSample, b: EvaluatedSample): number | null {
  if (a.well === null || b.well === null) return null;
  return Number(a.well) - Number(b.well);
}

/** With the turns before it, and how both answers were begun. */
function askedText({ history, userMessage, prefill }: PromptRecord): string {
  const asked =
    history === undefined
      ? userMessage
      : conversationText([...history, { role: 'user', content: userMessage }]);
  return prefill === undefined ? asked : `${asked}\n\n[The answer begins: ${prefill}]`;
}
