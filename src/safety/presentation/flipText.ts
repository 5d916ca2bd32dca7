// What is known of one row without a word of its prompt or its answers: for a language model that is asked about a flip.
import type { ComparisonRow, SampleRow } from '../../protocol/comparison';
import { sides, type Side, type SuiteKind } from '../../protocol/outcomes';
import {
  attackLabel,
  finishLabel,
  flipLabels,
  flipMeanings,
  outcomeLabels,
  sideLabels,
  tokensLabel,
} from './labels';
import { visibleText } from './visibleText';

const kindWords: Readonly<Record<SuiteKind, string>> = {
  harmful: 'a harmful prompt',
  benign: 'a benign prompt',
  capability: 'a task',
  control: 'an episode',
};

/** The judge's evidence is left out: it may quote the answer. */
export function flipText(row: ComparisonRow): string {
  const { id, suiteId, itemId, kind, category, attackId, flip } = row;
  const attack = attackId === null ? '' : `, under the attack ${attackLabel(attackId)}`;
  return [
    `Prompt ${id}: item ${visibleText(itemId)} of the benchmark ${visibleText(suiteId)}, ${kindWords[kind]} of the category "${visibleText(category)}"${attack}.`,
    flip === null
      ? 'It did not flip: base and tuned handle it alike, or one of them has no usable verdict.'
      : `It is ${flipLabels[flip].toLowerCase()}: ${flipMeanings[flip]}.`,
    ...sides.flatMap((side) => (row.sides[side] ?? []).map((sample) => sampleLine(side, sample))),
    'Its text is not given: prompts and answers may be harmful. They can be read in the comparison.',
  ].join('\n');
}

function sampleLine(side: Side, { sample, verdict, tokens, finishReason }: SampleRow): string {
  const outcome =
    verdict === null
      ? 'not judged'
      : `${outcomeLabels[verdict.outcome].toLowerCase()}, judged by ${visibleText(verdict.judgeId)}`;
  const cost = [tokensLabel(tokens), finishLabel(finishReason)].filter((part) => part !== '').join(', ');
  return `${sideLabels[side]}, sample ${sample + 1}: ${outcome}${cost === '' ? '' : ` (${cost})`}.`;
}
