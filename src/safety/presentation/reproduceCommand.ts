// The command line that repeats a comparison. It must say the same as the options of `guardrail-lens compare`.
import type { CheckpointRef } from '../../protocol/checkpoints';
import type { ComparisonFacts, ComparisonSpec, JudgeSpec } from '../../protocol/comparison';
import {
  defaultGenerationSettings,
  generationConfigSettings,
  type GenerationSettings,
} from '../../protocol/generation';
import { templateValueText } from '../../protocol/templateVariables';
import { columnsOf, subjectsOf } from '../subjects/columns';
import { defaultPrecision } from '../subjects/defaultPrecision';
import { subjectText } from '../subjects/subjectText';
import { settingOptions } from './generationConfigText';
import { shellQuote } from './shellQuote';

/**
 * For a POSIX shell, one option per line with continuations; can be pasted as it is. What the command line can't
 * express follows as a comment. `program`: what stands for the command line where it is not on the path, quoted.
 */
export function reproduceCommand(facts: ComparisonFacts, program = 'guardrail-lens'): string {
  const { spec } = facts;
  const columns = columnsOf(spec);
  const checkpoints = columns.flatMap(({ tuned }) => (tuned.kind === 'checkpoint' ? [tuned] : []));
  const options: Option[] = [
    ['base', subjectText(spec.base)],
    ...columns.map(({ tuned }) => ['tuned', subjectText(tuned)] as const),
    ...(spec.columns ?? []).map(({ name }) => ['tuned-name', name] as const),
    ...precisionOption([...checkpoints, ...(spec.base.kind === 'checkpoint' ? [spec.base] : [])]),
    ...(checkpoints.some(({ merge }) => merge === true) ? [['merge', null] as const] : []),
    ...endpointOptions(spec),
    ...spec.suites.map((suite) => ['suite', suite] as const),
    ...spec.attacks.map((attack) => ['attack', attack] as const),
    ...(spec.limit === null ? [] : [['limit', String(spec.limit)] as const]),
    ...settingsOptions(spec.settings),
    ...spec.judges.map((judge) => ['judge', judgeText(judge)] as const),
    ...(spec.control ? [['aa', null] as const] : []),
    ...(spec.exactBase === 'declined' ? [['no-exact-base', null] as const] : []),
    ...(spec.force === true ? [['force', null] as const] : []),
    ...(spec.margin === undefined
      ? []
      : [['margin', `${Number((spec.margin * 100).toFixed(6))}pp`] as const]),
    ...(spec.failIf ?? []).map((condition) => ['fail-if', condition] as const),
    ...(spec.allowWeakGates === true ? [['allow-weak-gates', null] as const] : []),
    // The file of this comparison is still there.
    ['out', `${fileStem(facts.path)}-again.glens`],
  ];
  const command = [`${program} compare`, ...options.map(optionText)].join(' \\\n  ');
  const basePath = checkpoints.find((one) => one.basePath !== undefined)?.basePath;
  return basePath === undefined || basePath === subjectText(spec.base)
    ? command
    : `${command} # the adapter ran over ${shellQuote(basePath)}`;
}

/** The command line has one for all checkpoints. What is exact anyway says nothing. */
function precisionOption(checkpoints: readonly CheckpointRef[]): Option[] {
  const chosen = checkpoints.find(
    (one) => (one.precision ?? 'exact') !== 'exact' || defaultPrecision(one) !== 'exact',
  );
  return chosen === undefined ? [] : [['precision', chosen.precision ?? 'exact']];
}

/** null: a switch. */
type Option = readonly [name: string, value: string | null];

function optionText([name, value]: Option): string {
  if (value === null) return `--${name}`;
  // Joined by an equals sign, a value that begins with a dash is not taken for an option.
  return value.startsWith('-') ? `--${name}=${shellQuote(value)}` : `--${name} ${shellQuote(value)}`;
}

/**
 * All of them, defaults too: a later version may have other defaults. But where generation_config.json counts, naming a
 * setting would put the command line in its place.
 */
function settingsOptions(settings: GenerationSettings): Option[] {
  const d = defaultGenerationSettings;
  const { generationConfig } = settings;
  const written = generationConfigSettings.filter((name) =>
    generationConfig === undefined
      ? name === 'temperature' || name === 'maxNewTokens' || settings[name] !== d[name]
      : generationConfig.except.includes(name),
  );
  return [
    ...(generationConfig === undefined ? [] : [['generation-config', null] as const]),
    ...written.map((name) => [settingOptions[name], String(settings[name])] as const),
    ...settings.stop.map((text) => ['stop', text] as const),
    ['samples', String(settings.samples)],
    ['seed', String(settings.seed)],
    ...(settings.systemPrompt === null ? [] : [['system', settings.systemPrompt] as const]),
    ['batch-size', String(settings.batchSize)],
    ...(settings.fixedBatch ? [['fixed-batch', null] as const] : []),
    ...Object.entries(settings.templateVariables).map(
      ([name, value]) => ['template-var', `${name}=${templateValueText(value)}`] as const,
    ),
  ];
}

export function judgeText(judge: JudgeSpec): string {
  switch (judge.kind) {
    case 'rules':
      return 'rules';
    case 'list':
      return `list:${judge.listId}@${judge.listsPath}`;
    case 'guard':
      return `guard:${judge.spec}@${judge.checkpoint}`;
    case 'endpoint':
      return `endpoint:${judge.rubric}:${judge.model}@${judge.url}`;
  }
}

function endpointOptions(spec: ComparisonSpec): Option[] {
  const templates = subjectsOf(spec).flatMap((ref) => (ref.kind === 'endpoint' ? (ref.template ?? []) : []));
  const adapters = columnsOf(spec).flatMap(({ tuned }) =>
    tuned.kind === 'endpoint' ? (tuned.adapter ?? []) : [],
  );
  const [adapter] = adapters;
  return [
    ...(templates[0] === undefined ? [] : [['endpoint-template', templates[0]] as const]),
    ...(adapter === undefined ? [] : [['load-adapter', adapter] as const]),
  ];
}

function fileStem(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return name.replace(/\.glens$/i, '') || 'comparison';
}
