// A comparison's settings as names and values. Pure.
import type { CheckpointFacts } from '../../../src/protocol/checkpoints';
import type { SubjectFacts, SubjectRef } from '../../../src/protocol/subjects';
import { subjectText } from '../../../src/safety/subjects/subjectText';
import type { ComparisonFacts, ComparisonSpec } from '../../../src/protocol/comparison';
import type { SuiteManifest } from '../../../src/protocol/suites';
import type { ComparisonSummary, JudgeFacts } from '../../../src/protocol/summary';
import { formatCount, formatPercent } from '../../../src/safety/analysis/format';
import { judgeText } from '../../../src/safety/report/reproduceCommand';
import { visibleText } from '../../../src/safety/report/visibleText';
import { formatDate } from '../../shared/formatTime';
import { attackLabel, statusLabels } from '../../shared/labels';

export interface Entry {
  readonly name: string;
  /** One line each. */
  readonly values: readonly string[];
  /** Shown in the editor's own font: paths, hashes, strings. */
  readonly code: boolean;
  /** Worth taking elsewhere: gets a button that copies it. */
  readonly copyable: boolean;
  /** The other side has something else here, where one would want the same. */
  readonly differs?: boolean;
}

const formats = { huggingface: 'Hugging Face folder', peft: 'PEFT adapter', gguf: 'GGUF file' } as const;

export function checkpointEntries(facts: SubjectFacts | null, ref: SubjectRef): Entry[] {
  if (facts?.kind !== 'checkpoint') return [code('Path', subjectText(ref)), text('Facts', 'not opened yet')];
  return [
    text('Name', facts.name),
    code('Path', facts.path),
    text('Format', formats[facts.format]),
    text('Architecture', facts.architecture),
    text('Parameters', formatCount(facts.parameters)),
    text('Number format', facts.dtype),
    text('Quantization', facts.quantization ?? 'none'),
    text('Layers × hidden size', `${formatCount(facts.layers)} × ${formatCount(facts.hiddenSize)}`),
    text('Heads (key/value)', `${formatCount(facts.heads)} (${formatCount(facts.kvHeads)})`),
    text('Vocabulary', formatCount(facts.vocabSize)),
    text('Context', `${formatCount(facts.contextLength)} tokens`),
    code('Fingerprint', facts.fingerprint),
    code('Tokenizer', facts.tokenizerHash),
    facts.templateHash === null ? text('Chat template', 'none') : code('Chat template', facts.templateHash),
    ...adapterEntries(facts, ref),
    ...lineageEntries(facts),
    ...(facts.remarks.length === 0 ? [] : [text('Remarks', ...facts.remarks)]),
  ];
}

/** What two checkpoints must share to be compared like with like; anything else differs for good reason. */
const shouldAgree: readonly string[] = [
  'Architecture',
  'Number format',
  'Quantization',
  'Vocabulary',
  'Context',
  'Tokenizer',
  'Chat template',
];

/** The entries of one side, with those marked that disagree with the other side's. */
export function markDifferences(entries: readonly Entry[], other: readonly Entry[]): Entry[] {
  const others = new Map(other.map(({ name, values }) => [name, values.join('\n')]));
  return entries.map((entry) => {
    const theirs = others.get(entry.name);
    const differs =
      shouldAgree.includes(entry.name) && theirs !== undefined && theirs !== entry.values.join('\n');
    return differs ? { ...entry, differs } : entry;
  });
}

function adapterEntries({ adapter }: CheckpointFacts, ref: SubjectRef): Entry[] {
  if (adapter === null) return [];
  const scaling = `rank ${adapter.rank}, alpha ${adapter.alpha}${adapter.rslora ? ', rsLoRA' : ''}`;
  const madeFor = adapter.baseModel === null ? 'not said' : adapter.baseModel;
  return [
    text('Adapter', `${adapter.peftType}, ${scaling}`, `${formatCount(adapter.parameters)} parameters`),
    text(
      'Run',
      ref.kind === 'checkpoint' && ref.merge === true ? 'folded into the weights' : 'beside the weights',
    ),
    text('Target modules', adapter.targetModules.join(', ') || 'none'),
    ...(adapter.modulesToSave.length === 0 ? [] : [text('Saved whole', adapter.modulesToSave.join(', '))]),
    text('Made for', adapter.revision === null ? madeFor : `${madeFor} at ${adapter.revision}`),
  ];
}

function lineageEntries(facts: CheckpointFacts): Entry[] {
  const entries: Entry[] = [];
  for (let at = facts.base; at !== null; at = at.base) {
    entries.push(text('Over', at.name), code('Its path', at.path), code('Its fingerprint', at.fingerprint));
  }
  return entries;
}

export function generationEntries({ settings, control }: ComparisonSpec): Entry[] {
  const variables = Object.entries(settings.templateVariables).map(([name, value]) => `${name} = ${value}`);
  const greedy = settings.temperature === 0;
  return [
    text('Decoding', greedy ? 'greedy (temperature 0)' : `sampling, temperature ${settings.temperature}`),
    ...(greedy
      ? []
      : [
          text('Top-p', settings.topP === 1 ? 'off' : String(settings.topP)),
          text('Top-k', settings.topK === 0 ? 'off' : String(settings.topK)),
        ]),
    text('Tokens per response', `${formatCount(settings.maxNewTokens)} at most`),
    text('Samples per prompt', formatCount(settings.samples)),
    text('Seed', String(settings.seed)),
    text(
      'Batch',
      `${settings.batchSize} rows${settings.fixedBatch ? ', each independent of the others' : ''}`,
    ),
    settings.stop.length === 0
      ? text('Stop strings', 'none')
      : code('Stop strings', ...settings.stop.map((stop) => JSON.stringify(stop))),
    settings.systemPrompt === null
      ? text('System prompt', 'none')
      : code('System prompt', settings.systemPrompt),
    variables.length === 0 ? text('Template variables', 'none') : code('Template variables', ...variables),
    text('A/A control', control ? 'base against base is run' : 'not run'),
  ];
}

export function promptEntries({ spec, prompts, manifests }: ComparisonFacts): Entry[] {
  return [
    code('Asked for', ...spec.suites),
    ...(manifests ?? []).map(suiteEntry),
    text('Attacks', spec.attacks.map(attackLabel).join(', ') || attackLabel(null)),
    text(
      'Prompts per benchmark',
      spec.limit === null ? 'all' : `${formatCount(spec.limit)} at most, drawn with the seed`,
    ),
    text('Prompts in all', formatCount(prompts)),
  ];
}

function suiteEntry({ title, id, version, kind, licence, citation, remarks }: SuiteManifest): Entry {
  const facts = `${id}, version ${version}, ${kind}, licence ${licence}`;
  return text(title, facts, citation, ...(remarks ?? []));
}

/** What was asked for, and every judge that judged with how good it is. */
export function judgeEntries({ spec, judges }: ComparisonFacts, summary: ComparisonSummary | null): Entry[] {
  const known =
    judges === undefined || judges.length === 0 ? (summary === null ? [] : [summary.judge]) : judges;
  const countedId = summary?.judge.id ?? known[0]?.id;
  return [
    code('Asked for', ...spec.judges.map(judgeText)),
    ...known.map((judge) => judgeEntry(judge, judge.id === countedId)),
    ...(summary?.judgeAgreement ?? []).map(({ judges: [first, second], kappa, low, high, n }) =>
      text(
        `${first} and ${second}`,
        `Cohen’s κ ${kappa.toFixed(2)}, 95% CI ${low.toFixed(2)} to ${high.toFixed(2)}, n = ${formatCount(n)}`,
      ),
    ),
  ];
}

function judgeEntry({ title, id, version, quality }: JudgeFacts, counted: boolean): Entry {
  const role = `${id}, version ${version}${counted ? ', counted' : ', not counted'}`;
  if (quality === null) return text(title, role, 'Not measured against human labels');
  const { sensitivity, sensitivityN, specificity, specificityN, agreement, kappa, source } = quality;
  return text(
    title,
    role,
    `Sensitivity ${formatPercent(sensitivity)} (n = ${formatCount(sensitivityN)}), specificity ${formatPercent(specificity)} (n = ${formatCount(specificityN)})`,
    `Agreement ${formatPercent(agreement)}, Cohen’s κ ${kappa.toFixed(2)}, measured on ${source}`,
  );
}

export function gateEntries({ gate, base, tuned }: ComparisonFacts): Entry[] {
  if (gate.length > 0) return gate.map(({ id, severity, message }) => text(id, `${severity}: ${message}`));
  return [text('Findings', base === null || tuned === null ? 'not checked yet' : 'none')];
}

export function runEntries(facts: ComparisonFacts): Entry[] {
  return [
    code('File', facts.path),
    text('Status', statusLabels[facts.status]),
    text('Responses', `${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)}`),
    text('Started', formatDate(facts.createdAt)),
    text('Last changed', formatDate(facts.updatedAt)),
    ...Object.entries(facts.versions).map(([name, version]) => text(name, version)),
  ];
}

/** A section as plain text: "Name: value" with further lines indented. */
export function entriesText(title: string, entries: readonly Entry[]): string {
  return [title, ...entries.map(({ name, values }) => `  ${name}: ${values.join('\n    ')}`)].join('\n');
}

function text(name: string, ...values: readonly string[]): Entry {
  return { name: visibleText(name), values: values.map(visibleText), code: false, copyable: false };
}

/** Hidden characters are spelled out, so that what is copied is what was seen. */
function code(name: string, ...values: readonly string[]): Entry {
  return { name, values: values.map(visibleText), code: true, copyable: true };
}
