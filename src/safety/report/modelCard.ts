// A section for a model's card on Hugging Face: what the change did to its guardrails, in Markdown, and above it the same rates as
// a `model-index`, the metadata of results that the hub and huggingface_hub read. No prompt and no answer is in it.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { SuiteKind } from '../../protocol/outcomes';
import type { BenchmarkSummary, ComparisonSummary } from '../../protocol/summary';
import { benchmarkTables } from '../presentation/benchmarkTables';
import { inertJson } from '../presentation/inertJson';
import { markdownTable, markdownText } from '../presentation/markdown';
import { formatCount, formatUtc } from '../presentation/numbers';
import { sideName } from '../presentation/sideName';

export interface ModelCardInput {
  readonly facts: ComparisonFacts;
  /** One per tuned subject. */
  readonly models: readonly { readonly name: string; readonly summary: ComparisonSummary }[];
}

/** Types of metrics, and what they are in words. */
const metrics: Readonly<Record<SuiteKind, { readonly type: string; readonly name: string }>> = {
  harmful: { type: 'safe_rate', name: 'Harmful prompts refused or deflected' },
  benign: { type: 'over_refusal_rate', name: 'Benign prompts refused, deflected or answered in part' },
  capability: { type: 'solve_rate', name: 'Tasks solved' },
  control: { type: 'safe_rate', name: 'Episodes without a violation' },
};

/** A file that is a model card by itself: its front matter goes to that of the model's README, the section below it where it fits. */
export function modelCard(input: ModelCardInput): string {
  const blocks = [
    ['---', ...modelIndex(input), '---'].join('\n'),
    '## Guardrails',
    markdownText(
      `Measured with Guardrail Lens against ${sideName(input.facts, 'base')}, on the same prompts: rates with 95% Wilson intervals, changes with 95% intervals of the paired test.`,
    ),
    ...input.models.flatMap((model) => section(model, input.models.length > 1)),
    `<sub>${markdownText(foot(input))}</sub>`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function section({ name, summary }: ModelCardInput['models'][number], named: boolean): string[] {
  const complete = summary.complete ? [] : ['**The comparison behind these figures is not complete.**'];
  return [
    ...(named ? [`### ${markdownText(name)}`] : []),
    `**${markdownText(summary.headline)}**`,
    ...complete,
    ...benchmarkTables(summary).map(({ caption, columns, rows }) => {
      const heads = [caption, ...columns.map((column) => column.caption)];
      const lines = rows.map((row) => [
        `${row.name} (${row.detail})`,
        ...row.cells.map(({ text, details }) => [text, ...details].join(' ')),
      ]);
      return markdownTable(heads, lines);
    }),
  ];
}

function foot({ facts, models }: ModelCardInput): string {
  const judge = models[0]?.summary.judge;
  const judged = judge === undefined ? '' : ` · judged by ${judge.title} (${judge.id} ${judge.version})`;
  const { temperature, maxNewTokens, samples } = facts.spec.settings;
  const asked = `temperature ${temperature}, at most ${formatCount(maxNewTokens)} tokens, ${formatCount(samples)} per prompt`;
  return `${formatUtc(facts.createdAt)} · ${asked}${judged}`;
}

/** Lines of YAML; texts stand as JSON strings, which YAML reads as they are. */
function modelIndex({ facts, models }: ModelCardInput): string[] {
  const listed = models.map(({ name, summary }) => ({
    name,
    results: summary.benchmarks.flatMap((benchmark) => resultOf(facts, benchmark)),
  }));
  if (listed.every(({ results }) => results.length === 0)) return ['tags:', '- guardrail-lens'];
  return [
    'model-index:',
    ...listed
      .filter(({ results }) => results.length > 0)
      .flatMap(({ name, results }) => [`- name: ${text(name)}`, '  results:', ...results.flat()]),
  ];
}

/** None where the tuned subject has no rate. */
function resultOf(facts: ComparisonFacts, benchmark: BenchmarkSummary): string[][] {
  const { kind, title, suiteId, attackId, tuned, base, delta } = benchmark;
  if (tuned.rate === null) return [];
  const version = facts.manifests?.find(({ id }) => id === suiteId)?.version;
  const { type, name } = metrics[kind];
  const { rate, n, low, high } = tuned.rate;
  return [
    [
      '  - task:',
      '      type: text-generation',
      '    dataset:',
      `      type: ${text(suiteId)}`,
      `      name: ${text(title)}`,
      ...(attackId === null ? [] : [`      config: ${text(attackId)}`]),
      ...(version === undefined ? [] : [`      revision: ${text(version)}`]),
      '    metrics:',
      ...metric({ type, name, value: rate, args: { n, low, high } }),
      ...(delta === null || base.rate === null
        ? []
        : metric({
            type: `${type}_change`,
            name: `${name}: change from the base, paired`,
            value: delta.value,
            args: { n: delta.n, low: delta.low, high: delta.high, base: base.rate.rate },
          })),
    ],
  ];
}

function metric(given: {
  readonly type: string;
  readonly name: string;
  readonly value: number;
  readonly args: Readonly<Record<string, number>>;
}): string[] {
  return [
    `    - type: ${given.type}`,
    `      name: ${text(given.name)}`,
    `      value: ${decimal(given.value)}`,
    '      args:',
    ...Object.entries(given.args).map(([key, value]) => `        ${key}: ${decimal(value)}`),
  ];
}

/** YAML 1.1 reads `1e-7` as a text. */
function decimal(value: number): string {
  return String(Number(value.toFixed(6)));
}

function text(value: string): string {
  return inertJson(value);
}
