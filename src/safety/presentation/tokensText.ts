// What two models say of given tokens, as plain text for a terminal, and the words that every front end uses for it.
import type {
  CategoryDrift,
  ComparedToken,
  DriftAnalysis,
  KindDrift,
  MeanEstimate,
  RefusalOdds,
  SideToken,
  TokenAnalysis,
  TokenContinuation,
} from '../../protocol/tokens';
import { earlyPositions, partingKl } from '../../protocol/tokens';
import { kindLabels, sideLabels, tokensLabel } from './labels';
import { formatCount, formatMetric, formatPercent, noValue } from './numbers';
import { formatTable, type Column } from './textTable';
import { visibleText } from './visibleText';

/** A token with its spaces and line ends visible. */
export function tokenLabel(text: string): string {
  if (text === '') return '∅';
  return text.replace(/ /gu, '·').replace(/\n/gu, '⏎').replace(/\t/gu, '⇥');
}

export const tokenWords = {
  kl: 'KL(tuned ‖ base) over the vocabulary, nats',
  partsAt: `The first token where the two would choose differently (KL above ${partingKl} nats)`,
  neverParts: `Nowhere would the two choose differently (with KL above ${partingKl} nats).`,
  refusal: 'Log-odds that the answer begins as refusals do',
} as const;

export function tokensText(analysis: TokenAnalysis): string {
  const { tokens, partsAt, refusal, notes } = analysis;
  const exact = tokens.some((token) => token.kl !== null);
  return [
    formatTable(
      tokenColumns,
      tokens.map((token, index) => tokenRow(token, index, partsAt)),
    ),
    '',
    ...(exact ? [partingLine(analysis)] : []),
    ...(refusal === null ? [] : [refusalLine(refusal)]),
    ...notes.map((note) => `Note: ${note}`),
    '',
  ].join('\n');
}

const tokenColumns: readonly Column[] = [
  { title: '#', align: 'right' },
  { title: 'token', align: 'left' },
  { title: 'log p base', align: 'right' },
  { title: 'log p tuned', align: 'right' },
  { title: 'KL', align: 'right' },
  { title: 'JS', align: 'right' },
  { title: 'rank base', align: 'right' },
  { title: 'tuned', align: 'right' },
  { title: 'base would say', align: 'left' },
  { title: 'tuned would say', align: 'left' },
];

function tokenRow(token: ComparedToken, index: number, partsAt: number | null): string[] {
  const { text, base, tuned, kl, js } = token;
  return [
    `${index === partsAt ? '> ' : ''}${index + 1}`,
    tokenLabel(text),
    maybe(base?.logprob),
    maybe(tuned?.logprob),
    maybe(kl),
    maybe(js),
    rank(base),
    rank(tuned),
    choices(base),
    choices(tuned),
  ];
}

function rank(side: SideToken | null): string {
  return side?.rank == null ? noValue : formatCount(side.rank);
}

function choices(side: SideToken | null): string {
  return (side?.top ?? [])
    .slice(0, 3)
    .map(({ text, logprob }) => `${tokenLabel(text)} ${formatPercent(Math.exp(logprob))}`)
    .join('  ');
}

/** In words, from the analysis. */
export function partingLine({ tokens, partsAt }: Pick<TokenAnalysis, 'tokens' | 'partsAt'>): string {
  if (partsAt === null) return tokenWords.neverParts;
  const token = tokens[partsAt];
  const would = (side: SideToken | null | undefined): string => `“${tokenLabel(side?.top[0]?.text ?? '')}”`;
  return `They part at token ${partsAt + 1}: base would say ${would(token?.base)}, tuned ${would(token?.tuned)} (KL ${maybe(token?.kl)} nats).`;
}

export function refusalLine({ tokens, base, tuned }: RefusalOdds): string {
  return `${tokenWords.refusal} (${tokens.map(tokenLabel).join(', ')}): base ${formatMetric(base)}, tuned ${formatMetric(tuned)}, change ${signed(tuned - base)}.`;
}

/** The answer as it was and as each model goes on with it, one after another; all are of one place in one answer. */
export function continuationText(continuations: readonly TokenContinuation[]): string {
  const [first] = continuations;
  if (first === undefined) return '';
  const blocks = [
    { title: `Tokens that stay (${formatCount(first.keep)})`, text: first.kept },
    { title: 'As it was', text: first.original },
    ...continuations.map((one) => ({ title: continuationTitle(one), text: one.text })),
  ];
  return blocks
    .map(({ title, text }) => `${title}:\n${visibleText(text).replace(/^/gmu, '  ')}\n`)
    .join('\n');
}

/** "Tuned, greedy (12 tokens, ended)". */
export function continuationTitle({
  side,
  temperature,
  seed,
  tokens,
  finishReason,
}: TokenContinuation): string {
  const how =
    temperature === 0 ? 'greedy' : `sampled at temperature ${formatMetric(temperature)}, seed ${seed}`;
  const end = finishReason === 'length' ? 'cut at the limit' : 'ended';
  return `${sideLabels[side]}, ${how} (${tokensLabel(tokens)}, ${end})`;
}

export function driftText(analysis: DriftAnalysis): string {
  const { side, answers, prompts, tokens, skipped, sequence, onPath, kinds, categories, notes } = analysis;
  return [
    `Both models read ${formatCount(answers)} answers of the ${side} side to ${formatCount(prompts)} prompts, ${formatCount(tokens)} tokens${skipped === 0 ? '' : `; ${formatCount(skipped)} answers have none`}.`,
    '',
    ...(sequence === null
      ? onPath === null
        ? []
        : [`KL(tuned ‖ base) along an answer: ${estimate(onPath)} nats`]
      : [
          'KL(tuned ‖ base) of whole answers, nats:',
          `  exact per token  ${estimate(sequence.exact)}`,
          `  k1               ${estimate(sequence.k1)}`,
          `  k3               ${estimate(sequence.k3)}`,
        ]),
    ...kinds.flatMap((kind) => ['', ...kindLines(kind, analysis)]),
    '',
    formatTable(categoryColumns, categories.map(categoryRow)),
    '',
    ...notes.map((note) => `Note: ${note}`),
    ...(notes.length === 0 ? [] : ['']),
  ].join('\n');
}

function kindLines(drift: KindDrift, { refusalTokens }: DriftAnalysis): string[] {
  const shown = drift.positions.filter(({ position }) => (position & (position - 1)) === 0);
  return [
    kindLabels[drift.kind],
    `  ${depthLine(drift)}`,
    `  Mean KL at token ${shown.map(({ position, kl }) => `${position}: ${formatMetric(kl.value)}`).join(', ')}`,
    ...(drift.refusal === null
      ? []
      : [
          `  ${tokenWords.refusal} (${refusalTokens.map(tokenLabel).join(', ')}): base ${formatMetric(drift.refusal.base)}, tuned ${formatMetric(drift.refusal.tuned)}, change ${estimate(drift.refusal.change)}`,
        ]),
  ];
}

/** Whether the change is a few tokens deep. */
export function depthLine({ earlyShare, earlyTokens }: KindDrift): string {
  return `${formatPercent(earlyShare)} of the KL lies in the first ${earlyPositions} tokens of the answers, which are ${formatPercent(earlyTokens)} of all tokens.`;
}

const categoryColumns: readonly Column[] = [
  { title: 'benchmark', align: 'left' },
  { title: 'category', align: 'left' },
  { title: 'prompts', align: 'right' },
  { title: 'KL per answer, nats', align: 'right' },
  { title: 'per token', align: 'right' },
];

function categoryRow({ suiteId, category, kl, perToken }: CategoryDrift): string[] {
  return [suiteId, category, formatCount(kl.n), estimate(kl), formatMetric(perToken)];
}

/** "0.412 [0.210, 0.634]" */
export function estimate({ value, low, high }: MeanEstimate): string {
  if (low === null || high === null) return `${formatMetric(value)} (one prompt)`;
  return `${formatMetric(value)} [${formatMetric(low)}, ${formatMetric(high)}]`;
}

function signed(value: number): string {
  return value > 0 ? `+${formatMetric(value)}` : formatMetric(value);
}

function maybe(value: number | null | undefined): string {
  return value === null || value === undefined ? noValue : formatMetric(value);
}
