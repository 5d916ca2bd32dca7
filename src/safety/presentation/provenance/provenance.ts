// Everything needed to judge and to repeat a comparison: its sides, settings, benchmarks, judges, findings and versions.
import type { ComparisonFacts } from '../../../protocol/comparison';
import type { SuiteManifest } from '../../../protocol/suites';
import { safetyKinds, type SafetyKind } from '../../../protocol/outcomes';
import type { ComparisonSummary, JudgeFacts, JudgeFigures } from '../../../protocol/summary';
import { templateValueText } from '../../../protocol/templateVariables';
import { columnsOf } from '../../subjects/columns';
import { attackLabel, metricWords, noteLabel, severityLabels, sideLabels, statusLabels } from '../labels';
import { formatCount, formatDelta, formatPercent, formatUtc } from '../numbers';
import { judgeText } from '../reproduceCommand';
import { generationConfigText } from '../generationConfigText';
import { code, text, type Entry, type EntryGroup } from './entry';
import { markDifferences, subjectEntries, unopenedEntries } from './subjectEntries';

/** Base, then tuned; what differs though it should not is marked in tuned. */
export function sideGroups({
  base,
  tuned,
  spec,
}: Pick<ComparisonFacts, 'base' | 'tuned' | 'spec'>): readonly [base: EntryGroup, tuned: EntryGroup] {
  const entries = {
    base: base === null ? unopenedEntries(spec.base) : subjectEntries(base, spec.base),
    tuned: tuned === null ? unopenedEntries(spec.tuned) : subjectEntries(tuned, spec.tuned),
  };
  return [
    { title: sideLabels.base, entries: entries.base },
    { title: sideLabels.tuned, entries: markDifferences(entries.tuned, entries.base) },
  ];
}

/** The base, then every tuned subject by its name. */
export function columnGroups({
  base,
  columns = [],
  spec,
}: Pick<ComparisonFacts, 'base' | 'columns' | 'spec'>): readonly EntryGroup[] {
  const own = base === null ? unopenedEntries(spec.base) : subjectEntries(base, spec.base);
  const asked = columnsOf(spec);
  return [
    { title: sideLabels.base, entries: own },
    ...columns.map(({ name, tuned }, index): EntryGroup => {
      const ref = asked[index]?.tuned ?? spec.tuned;
      const entries = tuned === null ? unopenedEntries(ref) : subjectEntries(tuned, ref);
      return { title: name, entries: markDifferences(entries, own) };
    }),
  ];
}

export interface ProvenanceOptions {
  /** How times are written; UTC if absent. */
  readonly formatTime?: (iso: string) => string;
  /** Of the suites; those of the facts if absent. */
  readonly manifests?: readonly SuiteManifest[];
}

export interface SettingsGroup extends EntryGroup {
  readonly id: 'generation' | 'benchmarks' | 'judges' | 'comparability' | 'run';
}

/** `summary` null: not counted yet. */
export function settingsGroups(
  facts: ComparisonFacts,
  summary: ComparisonSummary | null,
  { formatTime = formatUtc, manifests = facts.manifests ?? [] }: ProvenanceOptions = {},
): SettingsGroup[] {
  return [
    { id: 'generation', title: 'Generation', entries: generationEntries(facts, formatTime) },
    { id: 'benchmarks', title: 'Benchmarks', entries: benchmarkEntries(facts, manifests) },
    { id: 'judges', title: 'Judges', entries: judgeEntries(facts, summary) },
    { id: 'comparability', title: 'Comparability', entries: gateEntries(facts) },
    { id: 'run', title: 'Run', entries: runEntries(facts, formatTime) },
  ];
}

function generationEntries(
  { spec: { settings, control }, continued = [] }: ComparisonFacts,
  formatTime: (iso: string) => string,
): Entry[] {
  const variables = Object.entries(settings.templateVariables).map(
    ([name, value]) => `${name} = ${templateValueText(value)}`,
  );
  const greedy = settings.temperature === 0;
  return [
    text('Decoding', greedy ? 'greedy (temperature 0)' : `sampling, temperature ${settings.temperature}`),
    ...(greedy
      ? []
      : [
          text('Top-p', settings.topP === 1 ? 'off' : String(settings.topP)),
          text('Top-k', settings.topK === 0 ? 'off' : String(settings.topK)),
        ]),
    text(
      'generation_config.json',
      settings.generationConfig === undefined
        ? 'not applied'
        : generationConfigText(settings.generationConfig),
    ),
    text(
      'Tokens per response',
      `${formatCount(settings.maxNewTokens)} at most`,
      ...continued.map(
        ({ at, from, answers }) =>
          `${formatCount(answers)} answers that were cut at ${formatCount(from)} went on and were judged again (${formatTime(at)})`,
      ),
    ),
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

function benchmarkEntries({ spec, prompts }: ComparisonFacts, manifests: readonly SuiteManifest[]): Entry[] {
  return [
    code('Asked for', ...spec.suites),
    ...manifests.map(suiteEntry),
    text('Attacks', spec.attacks.map(attackLabel).join(', ') || attackLabel(null)),
    text(
      'Prompts per benchmark',
      spec.limit === null ? 'all' : `${formatCount(spec.limit)} at most, drawn with the seed`,
    ),
    text('Prompts in all', formatCount(prompts)),
  ];
}

function suiteEntry(suite: SuiteManifest): Entry {
  const { title, id, version, kind, licence, citation, metric, categories, remarks } = suite;
  return text(
    title,
    `${id}, version ${version}, ${kind}, licence ${licence}`,
    citation,
    `Metric: ${metric}`,
    ...(categories.length === 0 ? [] : [`Categories: ${categories.join(', ')}`]),
    ...(remarks ?? []),
  );
}

/** What was asked for, and every judge that judged with how good it is. */
function judgeEntries({ spec, judges }: ComparisonFacts, summary: ComparisonSummary | null): Entry[] {
  const known =
    judges === undefined || judges.length === 0 ? (summary === null ? [] : [summary.judge]) : judges;
  const countedId = summary?.judge.id ?? known[0]?.id;
  return [
    code('Asked for', ...spec.judges.map(judgeText)),
    ...known.map((judge) => judgeEntry(judge, judge.id === countedId)),
    ...(summary?.byJudge ?? []).map(({ judge, harmful, benign }) =>
      text(`By ${judge.title}`, ...judgeChanges({ harmful, benign })),
    ),
    ...(summary?.judgeAgreement ?? []).map(({ judges: [first, second], kappa, low, high, n }) =>
      text(
        `${first} and ${second}`,
        `Cohen’s κ ${kappa.toFixed(2)}, 95% CI ${low.toFixed(2)} to ${high.toFixed(2)}, n = ${formatCount(n)}`,
      ),
    ),
  ];
}

/** "Refusal of harmful prompts: −12.1 pp, 95% CI −16.0 to −8.3, n = 320", a line for each kind that there is. */
export function judgeChanges(figures: Pick<JudgeFigures, SafetyKind>): string[] {
  return safetyKinds.flatMap((kind) => {
    const delta = figures[kind];
    if (delta === null) return [];
    return [`${metricWords[kind].change}: ${formatDelta(delta)}`];
  });
}

function judgeEntry({ title, id, version, quality }: JudgeFacts, counted: boolean): Entry {
  const role = `${id}, version ${version}${counted ? ', counted' : ', not counted'}`;
  if (quality === null) return text(title, role, 'Not measured against human labels');
  return text(
    title,
    role,
    judgeErrorText(quality),
    `Agreement ${formatPercent(quality.agreement)}, Cohen’s κ ${quality.kappa.toFixed(2)}, measured on ${quality.source}`,
  );
}

/** "Sensitivity 95.3% (n = 214), specificity 96.2% (n = 236)". */
function judgeErrorText(quality: NonNullable<JudgeFacts['quality']>): string {
  const { sensitivity, sensitivityN, specificity, specificityN } = quality;
  return `Sensitivity ${formatPercent(sensitivity)} (n = ${formatCount(sensitivityN)}), specificity ${formatPercent(specificity)} (n = ${formatCount(specificityN)})`;
}

/** The judge that is counted in one line, with how good it is. */
export function judgeLine({ title, id, version, quality }: JudgeFacts): string {
  const judge = `${title} (${`${id} ${version}`.trim()})`;
  if (quality === null) return `${judge}. Not measured against human labels.`;
  return `${judge}. ${judgeErrorText(quality)}, measured on ${quality.source.replace(/\.$/, '')}.`;
}

function gateEntries({ gate, base, tuned }: ComparisonFacts): Entry[] {
  if (gate.length > 0) {
    return gate.map(({ id, severity, message }) =>
      text(noteLabel(id), `${severityLabels[severity]}: ${message}`),
    );
  }
  return [text('Findings', base === null || tuned === null ? 'not checked yet' : 'none')];
}

function runEntries(facts: ComparisonFacts, formatTime: (iso: string) => string): Entry[] {
  return [
    code('File', facts.path),
    text('Status', statusLabels[facts.status]),
    text('Responses', `${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)}`),
    ...(facts.missingResponses === 0 ? [] : [text('Without an answer', formatCount(facts.missingResponses))]),
    text('Started', formatTime(facts.createdAt)),
    text('Last changed', formatTime(facts.updatedAt)),
    ...Object.entries(facts.versions).map(([name, version]) => text(name, version)),
  ];
}
