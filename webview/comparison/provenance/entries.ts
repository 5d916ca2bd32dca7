// A comparison's settings as names and values. Pure.
import type { CheckpointFacts, CheckpointRef } from '../../../src/protocol/checkpoints';
import type { ComparisonFacts, ComparisonSpec } from '../../../src/protocol/comparison';
import type { ComparisonSummary } from '../../../src/protocol/summary';
import { formatCount, formatPercent } from '../../../src/safety/analysis/format';
import { judgeText } from '../../../src/safety/report/reproduceCommand';
import { statusLabels } from '../../shared/labels';

export interface Entry {
  readonly name: string;
  readonly value: string;
  /** Shown in the editor's own font: paths, hashes. */
  readonly code: boolean;
}

const formats = { huggingface: 'Hugging Face folder', peft: 'PEFT adapter', gguf: 'GGUF file' } as const;

export function checkpointEntries(facts: CheckpointFacts | null, ref: CheckpointRef): Entry[] {
  if (facts === null) return [code('Path', ref.path), text('Facts', 'not opened yet')];
  const { adapter } = facts;
  const entries = [
    text('Name', facts.name),
    code('Path', facts.path),
    text('Format', formats[facts.format]),
    text('Architecture', facts.architecture),
    text('Parameters', formatCount(facts.parameters)),
    text('Number format', facts.quantization === null ? facts.dtype : `${facts.dtype}, quantized`),
    text('Context', `${formatCount(facts.contextLength)} tokens`),
    code('Fingerprint', facts.fingerprint),
    code('Tokenizer', facts.tokenizerHash),
    code('Chat template', facts.templateHash ?? 'none'),
  ];
  if (adapter !== null) {
    entries.push(
      text(
        'Adapter',
        `${adapter.peftType}, rank ${adapter.rank}, alpha ${adapter.alpha}${adapter.rslora ? ', rsLoRA' : ''}, ${formatCount(adapter.parameters)} parameters`,
      ),
      text('Target modules', adapter.targetModules.join(', ') || 'none'),
      text('Made for', adapter.baseModel ?? 'not said'),
    );
  }
  if (facts.base !== null) entries.push(code('Over base', facts.base.fingerprint));
  return [...entries, ...facts.remarks.map((remark) => text('Remark', remark))];
}

export function generationEntries(spec: ComparisonSpec): Entry[] {
  const { settings } = spec;
  const variables = Object.entries(settings.templateVariables).map(([name, value]) => `${name} = ${value}`);
  return [
    text('Benchmarks', spec.suites.join(', ')),
    text('Attacks', spec.attacks.join(', ') || 'none'),
    text('Prompts', spec.limit === null ? 'all' : `at most ${formatCount(spec.limit)} per benchmark`),
    text('Decoding', settings.temperature === 0 ? 'greedy' : `temperature ${settings.temperature}`),
    ...(settings.topP < 1 ? [text('Top-p', String(settings.topP))] : []),
    ...(settings.topK > 0 ? [text('Top-k', String(settings.topK))] : []),
    text('Tokens per response', `at most ${formatCount(settings.maxNewTokens)}`),
    text('Samples per prompt', formatCount(settings.samples)),
    text('Seed', String(settings.seed)),
    text('Batch', `${settings.batchSize}${settings.fixedBatch ? ', fixed' : ''}`),
    text('System prompt', settings.systemPrompt ?? 'none'),
    ...(settings.stop.length > 0 ? [code('Stop strings', JSON.stringify(settings.stop))] : []),
    ...(variables.length > 0 ? [code('Template variables', variables.join(', '))] : []),
    text('A/A control', spec.control ? 'base against base was run' : 'not run'),
  ];
}

export function judgeEntries(spec: ComparisonSpec, summary: ComparisonSummary | null): Entry[] {
  const asked = spec.judges.map((judge, index) =>
    text(index === 0 ? 'Counted' : 'Beside it', judgeText(judge)),
  );
  if (summary === null) return asked;
  const { judge } = summary;
  const { quality } = judge;
  const measured =
    quality === null
      ? 'not measured against human labels'
      : `sensitivity ${formatPercent(quality.sensitivity)} (n = ${formatCount(quality.sensitivityN)}), specificity ${formatPercent(quality.specificity)} (n = ${formatCount(quality.specificityN)})`;
  return [
    ...asked,
    text('Judge', `${judge.title}, version ${judge.version}`),
    text('Quality', measured),
    ...(quality === null ? [] : [text('Measured on', quality.source)]),
  ];
}

export function runEntries(facts: ComparisonFacts): Entry[] {
  return [
    code('File', facts.path),
    text('Status', statusLabels[facts.status]),
    text('Responses', `${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)}`),
    text('Begun', new Date(facts.createdAt).toLocaleString()),
    text('Changed', new Date(facts.updatedAt).toLocaleString()),
    ...Object.entries(facts.versions).map(([name, version]) => text(name, version)),
  ];
}

function text(name: string, value: string): Entry {
  return { name, value, code: false };
}

function code(name: string, value: string): Entry {
  return { name, value, code: true };
}
