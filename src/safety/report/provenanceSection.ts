// Everything needed to judge and to repeat the comparison: checkpoints, settings, suites, judges, versions, command.
import type { CheckpointFacts } from '../../protocol/checkpoints';
import type { ComparisonFacts } from '../../protocol/comparison';
import type { SubjectFacts } from '../../protocol/subjects';
import type { SuiteManifest } from '../../protocol/suites';
import type { ComparisonSummary, JudgeFacts } from '../../protocol/summary';
import { formatCount, formatPercent } from '../analysis/format';
import { html, type Html, type HtmlValue, verbatim } from './html';
import { dateTime, scrollBox, section } from './reportSection';
import { judgeText, reproduceCommand } from './reproduceCommand';

export function provenanceSection(
  facts: ComparisonFacts,
  summary: ComparisonSummary,
  manifests: readonly SuiteManifest[],
): Html {
  return section(
    'provenance',
    'Settings and provenance',
    html`<h3>Checkpoints</h3>
      ${checkpoints(asCheckpoint(facts.base), asCheckpoint(facts.tuned))}
      <h3>Generation</h3>
      ${list(generation(facts))}
      <h3>Suites</h3>
      ${suites(manifests)}
      <h3>Judge</h3>
      ${judge(summary.judge)}${agreement(summary)}
      <h3>Run</h3>
      ${list(run(facts))}
      <h3>To repeat it</h3>
      ${scrollBox('Command line', verbatim('code', 'class="command"', reproduceCommand(facts)))}`,
  );
}

function asCheckpoint(facts: SubjectFacts | null): CheckpointFacts | null {
  return facts?.kind === 'checkpoint' ? facts : null;
}

type Entry = readonly [name: string, value: HtmlValue];

function list(entries: readonly Entry[]): Html {
  return html`<dl class="entries">
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** In full, with a place to break in the middle. */
function hash(value: string | null): HtmlValue {
  if (value === null) return 'none';
  const middle = value.length >> 1;
  return html`<code class="hash">${value.slice(0, middle)}<wbr />${value.slice(middle)}</code>`;
}

const checkpointRows: readonly (readonly [name: string, value: (facts: CheckpointFacts) => HtmlValue])[] = [
  ['Name', (facts) => facts.name],
  ['Path', (facts) => html`<code class="path">${facts.path}</code>`],
  [
    'Format',
    (facts) =>
      ({ huggingface: 'Hugging Face folder', peft: 'PEFT adapter', gguf: 'GGUF file' })[facts.format],
  ],
  ['Architecture', (facts) => facts.architecture],
  ['Parameters', (facts) => formatCount(facts.parameters)],
  ['Number format', (facts) => facts.dtype],
  ['Quantization', (facts) => facts.quantization ?? 'none'],
  ['Layers × hidden size', (facts) => `${facts.layers} × ${formatCount(facts.hiddenSize)}`],
  ['Heads (key/value)', (facts) => `${facts.heads} (${facts.kvHeads})`],
  ['Vocabulary', (facts) => formatCount(facts.vocabSize)],
  ['Context', (facts) => `${formatCount(facts.contextLength)} tokens`],
  ['Fingerprint', (facts) => hash(facts.fingerprint)],
  ['Tokenizer', (facts) => hash(facts.tokenizerHash)],
  ['Chat template', (facts) => hash(facts.templateHash)],
  ['Adapter', (facts) => adapter(facts)],
  ['Lineage', (facts) => lineage(facts)],
  [
    'Remarks',
    (facts) =>
      facts.remarks.length === 0
        ? 'none'
        : html`<ul class="plain">
            ${facts.remarks.map((remark) => html`<li>${remark}</li>`)}
          </ul>`,
  ],
];

function checkpoints(base: CheckpointFacts | null, tuned: CheckpointFacts | null): Html {
  if (base === null && tuned === null)
    return html`<p class="absent">The checkpoints were not opened yet.</p>`;
  const cell = (facts: CheckpointFacts | null, value: (of: CheckpointFacts) => HtmlValue): HtmlValue =>
    facts === null ? html`<span class="absent">not opened</span>` : value(facts);
  const rows = checkpointRows.map(([name, value]) => {
    const differs =
      base !== null && tuned !== null && html`${value(base)}`.markup !== html`${value(tuned)}`.markup;
    const mark = html` <span class="differs-mark"
      ><span aria-hidden="true">≠</span><span class="vh">differs</span></span
    >`;
    return html`<tr${differs && html` class="differs"`}><th scope="row">${name}${differs && mark}</th><td>${cell(base, value)}</td><td>${cell(tuned, value)}</td></tr>`;
  });
  const head = html`<tr>
    <td></td>
    <th scope="col">Base</th>
    <th scope="col">Tuned</th>
  </tr>`;
  return scrollBox(
    'Checkpoints',
    html`<table class="sides">
      <thead>
        ${head}
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}

function adapter({ adapter: facts }: CheckpointFacts): HtmlValue {
  if (facts === null) return 'none';
  const parts = [
    `${facts.peftType}, rank ${facts.rank}, alpha ${facts.alpha}${facts.rslora ? ', rsLoRA' : ''}`,
    `${formatCount(facts.parameters)} parameters`,
    `on ${facts.targetModules.join(', ') || 'no module'}`,
    ...(facts.modulesToSave.length === 0 ? [] : [`saved whole: ${facts.modulesToSave.join(', ')}`]),
    ...(facts.baseModel === null
      ? []
      : [`made for ${facts.baseModel}${facts.revision === null ? '' : ` at ${facts.revision}`}`]),
  ];
  return html`<ul class="plain">
    ${parts.map((part) => html`<li>${part}</li>`)}
  </ul>`;
}

function lineage(facts: CheckpointFacts): HtmlValue {
  const ancestors: CheckpointFacts[] = [];
  for (let at = facts.base; at !== null; at = at.base) ancestors.push(at);
  if (ancestors.length === 0) return 'not recorded';
  return html`<ul class="plain">
    ${ancestors.map((of) => html`<li>over ${of.name}, ${hash(of.fingerprint)}</li>`)}
  </ul>`;
}

function generation({ spec }: ComparisonFacts): Entry[] {
  const { settings } = spec;
  const variables = Object.entries(settings.templateVariables).map(
    ([name, value]) => `${name} = ${String(value)}`,
  );
  const greedy = settings.temperature === 0;
  return [
    ['Decoding', greedy ? 'greedy (temperature\u00A00)' : `sampling, temperature ${settings.temperature}`],
    ...(greedy
      ? []
      : ([
          ['Top-p', settings.topP === 1 ? 'off' : String(settings.topP)],
          ['Top-k', settings.topK === 0 ? 'off' : String(settings.topK)],
        ] as const)),
    ['Samples per prompt', String(settings.samples)],
    ['New tokens at most', formatCount(settings.maxNewTokens)],
    ['Seed', String(settings.seed)],
    [
      'Stop strings',
      settings.stop.length === 0 ? 'none' : html`${settings.stop.map((text) => html`<code>${text}</code> `)}`,
    ],
    [
      'System prompt',
      settings.systemPrompt === null
        ? 'none'
        : verbatim('span', 'class="text" dir="auto"', settings.systemPrompt),
    ],
    ['Batch', `${settings.batchSize} rows${settings.fixedBatch ? ', each independent of the others' : ''}`],
    ['Template variables', variables.length === 0 ? 'none' : variables.join(', ')],
    ['Attacks', spec.attacks.length === 0 ? 'none' : spec.attacks.join(', ')],
    [
      'Prompts per suite',
      spec.limit === null ? 'all' : `${formatCount(spec.limit)} at most, drawn with the seed`,
    ],
    ['A/A control', spec.control ? 'base is run a second time' : 'not run'],
  ];
}

function suites(manifests: readonly SuiteManifest[]): Html {
  if (manifests.length === 0) return html`<p class="absent">No suite was loaded yet.</p>`;
  return html`<ul class="suites">
    ${manifests.map(
      (suite) =>
        html`<li>
          <strong>${suite.title}</strong> <code>${suite.id}</code>
          <span class="quiet">version ${suite.version}, ${suite.kind}, licence ${suite.licence}</span>
          <p>${suite.citation}</p>
          <p class="quiet">
            Metric:
            ${suite.metric.replace(/\.+$/u, '')}.${suite.categories.length > 0 && ` Categories: ${suite.categories.join(', ')}.`}
          </p>
        </li>`,
    )}
  </ul>`;
}

function judge(facts: JudgeFacts): Html {
  const { quality } = facts;
  return list([
    [
      'Counted',
      html`${facts.title} <code>${facts.id}</code> <span class="quiet">version ${facts.version}</span>`,
    ],
    ...(quality === null
      ? ([['Measured quality', 'not known; rates are not corrected for its errors']] as const)
      : ([
          [
            'Sensitivity',
            `${formatPercent(quality.sensitivity)} of ${formatCount(quality.sensitivityN)} refusals found`,
          ],
          [
            'Specificity',
            `${formatPercent(quality.specificity)} of ${formatCount(quality.specificityN)} non-refusals found`,
          ],
          [
            'Agreement with people',
            `${formatPercent(quality.agreement)}, Cohen’s κ ${quality.kappa.toFixed(2)}`,
          ],
          ['Measured on', quality.source],
        ] as const)),
  ]);
}

function agreement({ judgeAgreement }: ComparisonSummary): HtmlValue {
  return (
    judgeAgreement.length > 0 &&
    list(
      judgeAgreement.map(({ judges, kappa, low, high, n }) => [
        `${judges[0]} and ${judges[1]}`,
        `Cohen’s κ ${kappa.toFixed(2)}, 95% CI [${low.toFixed(2)}, ${high.toFixed(2)}], n ${formatCount(n)}`,
      ]),
    )
  );
}

function run(facts: ComparisonFacts): Entry[] {
  return [
    ['File', html`<code class="path">${facts.path}</code>`],
    [
      'Status',
      `${facts.status}; ${formatCount(facts.responses)} of ${formatCount(facts.expectedResponses)} responses`,
    ],
    ['Started', dateTime(facts.createdAt)],
    ['Last changed', dateTime(facts.updatedAt)],
    [
      'Judges asked for',
      html`${facts.spec.judges.map((spec) => html`<code class="path">${judgeText(spec)}</code> `)}`,
    ],
    [
      'Versions',
      Object.entries(facts.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ') || 'not recorded',
    ],
  ];
}
