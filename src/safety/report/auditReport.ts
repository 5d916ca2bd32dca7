// The HTML report of a reward audit: what it says in words, the forecast over β as figures and tables, every prompt, and
// how it was made. Knows nothing of files or the engine.
import { algorithmLabels } from '../../protocol/training';
import type { AuditGroup, AuditSummary, RewardReading } from '../../protocol/audit';
import { betaText, kindGroups, rewardTitle } from '../presentation/audit/auditNames';
import { auditScope, auditSources, readingSentences } from '../presentation/audit/auditSentences';
import {
  associationTable,
  eliminationTable,
  forecastTable,
  promptTable,
} from '../presentation/audit/auditTables';
import { driftMarks } from '../presentation/audit/driftChart';
import { driftFigure } from '../presentation/audit/driftFigure';
import { html, type Html } from '../presentation/html';
import { severityLabels } from '../presentation/labels';
import { formatCount } from '../presentation/numbers';
import { judgeLine } from '../presentation/provenance/provenance';
import { wholeFigures } from '../presentation/wholeFigures';
import { fileStem } from '../presentation/figures/fileStem';
import { reportFigure } from './reportFigure';
import { reportPage } from './reportPage';
import { section } from './reportSection';
import { reportTable } from './reportTable';

export interface AuditReportInput {
  readonly summary: AuditSummary;
  /** ISO 8601. */
  readonly generatedAt: string;
}

/** A whole HTML document. Every text from configurations, benchmarks and paths in it is inert; no prompt and no answer is in it. */
export function auditReport({ summary, generatedAt }: AuditReportInput): string {
  const of = fileStem(summary.path);
  const forecasts = forecastSection(summary);
  return reportPage({
    title: `Reward audit of ${configName(summary)} · Guardrail Lens`,
    kind: 'reward audit',
    answers: false,
    head: html`<h1>${configName(summary)}: if these prompts were trained on</h1>
      <p class="subtitle">
        <span class="checkpoints"><bdi>${summary.base.name}</bdi></span>
        <span class="details">${subtitle(summary)}</span>
      </p>
      ${summary.answers < summary.expectedAnswers && html`<p class="incomplete" role="note"><strong>This audit is not complete.</strong> ${formatCount(summary.answers)} of ${formatCount(summary.expectedAnswers)} answers are in; the numbers will change.</p>`}`,
    contents: [
      ['findings', 'Findings'],
      ['rewards', 'Rewards and safety'],
      ...(forecasts === null ? [] : [['forecast', 'Forecast'] as const]),
      ['prompts', 'Prompts'],
      ['method', 'How it was made'],
    ],
    main: html`${findingsSection(summary)}
    ${section('rewards', 'Rewards and safety', [reportTable(associationTable(summary), of), reportTable(eliminationTable(summary), of)])}
    ${forecasts}
    ${section('prompts', 'Prompts', reportTable(promptTable(summary), of), 'The most negative covariance of reward and safety first; prompts by their ids.')}
    ${methodSection(summary)}`,
    generatedAt,
  });
}

export function configName({ spec }: Pick<AuditSummary, 'spec'>): string {
  return spec.configPath.split(/[\\/]/u).at(-1) ?? spec.configPath;
}

/** What was audited, on one line. */
export function subtitle({ algorithm, beta, functions, prompts, answers }: AuditSummary): string {
  return [
    `${algorithmLabels[algorithm].name}, β ${betaText(beta)}`,
    functions.map(({ name, weight }) => (weight === 1 ? name : `${betaText(weight)} × ${name}`)).join(' + '),
    `${formatCount(prompts)} prompts`,
    `${formatCount(answers)} answers`,
  ].join(' · ');
}

function findingsSection(summary: AuditSummary): Html {
  const paragraphs = kindGroups(summary).flatMap((group) => {
    const [sum] = group.rewards;
    if (sum === undefined) return [];
    const [first = '', ...rest] = readingSentences(group, sum, summary);
    return [
      html`<p class="statement">
        ${group.title}: <strong>${wholeFigures(first)}</strong> ${wholeFigures(rest.join(' '))}
      </p>`,
    ];
  });
  const scope = auditScope(summary).map((sentence) => html`<p class="lead">${sentence}</p>`);
  return section('findings', 'Findings', html`${paragraphs} ${scope} ${notes(summary)}`);
}

function notes(summary: AuditSummary): Html[] {
  return summary.notes.map(
    ({ severity, message }) =>
      html`<p class="finding ${severity}">
        <span class="severity">${severityLabels[severity]}</span
        ><span class="words">${wholeFigures(message)}</span>
      </p>`,
  );
}

/** null: no reward can differ. */
function forecastSection(summary: AuditSummary): Html | null {
  const readings = kindGroups(summary).flatMap((group) =>
    group.rewards.filter(({ forecast }) => forecast.length > 0).map((reading) => ({ group, reading })),
  );
  if (readings.length === 0) return null;
  return section(
    'forecast',
    'Forecast over β',
    readings.map(({ group, reading }) => forecastPart(summary, group, reading)),
    html`Change of the share of answers handled well, percentage points. Filled, solid: ${driftMarks.told};
    ${driftMarks.untold}. Dashed lines above and below: ${driftMarks.bound}, where it lies within the figure.
    Dotted upright line: ${driftMarks.run}.`,
  );
}

function forecastPart(summary: AuditSummary, group: AuditGroup, reading: RewardReading): Html {
  const title = `${group.title}, ${rewardTitle(reading.reward, summary.functions)}`;
  const of = fileStem(summary.path);
  return html`<figure class="panel">
      <figcaption>${title}</figcaption>
      ${reportFigure(driftFigure(summary, group, reading), of)}
    </figure>
    ${reportTable(forecastTable(summary, group, reading), of)}`;
}

function methodSection(summary: AuditSummary): Html {
  const { spec, judge, base, versions, path } = summary;
  const sentences = [
    auditSources,
    `Judge: ${judgeLine(judge)}.`,
    `Base ${base.name}, fingerprint ${base.fingerprint}. ${formatCount(spec.samples)} answers per prompt${spec.limit === null ? '' : `, at most ${formatCount(spec.limit)} prompts per benchmark`}.`,
    `Answers, verdicts and rewards: ${path}.`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ];
  return section(
    'method',
    'How it was made',
    sentences.filter((sentence) => sentence !== '').map((sentence) => html`<p class="lead">${sentence}</p>`),
  );
}
