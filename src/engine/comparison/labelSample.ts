// A random sample of a comparison's answers for a person to label: drawing it, reading it without side and verdict, labelling.
import { GuardrailError } from '../../protocol/errors';
import { mostLabels, type GivenLabel, type LabelSheet } from '../../protocol/labels';
import { drawPairs, perKind, type EligiblePrompt } from '../../safety/labels/drawPairs';
import { begunAnswer } from '../../safety/outcomes/begunAnswer';
import { aboutSafety, isUsable } from '../../safety/outcomes/handled';
import { conversationText } from '../../safety/suites/conversation';
import { textHash } from '../../safety/suites/contentHash';
import type { ComparisonStore } from '../store/comparisonStore';
import type { DrawnAnswer, StoredLabelText } from '../store/labels';

/**
 * Draws until the sample has `answers` answers (an even number is used; a smaller sample stays as it is).
 * @throws GuardrailError invalidRequest for a number that is none, and where the run is not complete: what comes later could
 * not be drawn.
 */
export function drawLabels(store: ComparisonStore, answers: number): LabelSheet {
  if (!Number.isSafeInteger(answers) || answers < 2 || answers > mostLabels) {
    throw new GuardrailError(
      'invalidRequest',
      `A sample of ${answers} answers cannot be drawn.`,
      `Ask for 2 to ${mostLabels} answers.`,
    );
  }
  const { status, spec } = store.describe();
  if (status !== 'complete') {
    throw new GuardrailError(
      'invalidRequest',
      'The run is not complete, so a sample drawn now would leave out what is still to come.',
      'Resume the run, then draw the sample.',
    );
  }
  const before = store.labels();
  const known = new Set(before.map(({ promptId, sample }) => `${promptId}:${sample}`));
  const drawn = drawPairs(eligiblePrompts(store), Math.floor(answers / 2), spec.settings.seed)
    .filter(({ promptId, sample }) => !known.has(`${promptId}:${sample}`))
    .flatMap(({ promptId, sample, tunedFirst }) =>
      (tunedFirst ? (['tuned', 'base'] as const) : (['base', 'tuned'] as const)).map((side): DrawnAnswer => ({
        promptId,
        side,
        sample,
      })),
    );
  if (drawn.length > 0) store.addDrawn(drawn);
  const sheet = readSheet(store);
  if (sheet.items.length > 0) return sheet;
  throw new GuardrailError(
    'invalidRequest',
    'No prompt has a usable verdict on both sides, so there is nothing to label.',
    'Resume the run, or judge with another judge.',
  );
}

/** What is drawn, in the order in which it is labelled. */
export function readSheet(store: ComparisonStore): LabelSheet {
  const items = store.labelTexts();
  const eligible = eligiblePrompts(store);
  return {
    items: items.map(({ position, promptId, kind, userMessage, answer, label, ...item }) => ({
      id: idOf(position, answer),
      ...{ promptId, kind, userMessage, label },
      context: contextOf(item),
      answer: begunAnswer(item.prefill ?? undefined, { ...item, answer }).text,
    })),
    pairs: perKind((kind) => ({
      drawn: items.filter((item) => item.kind === kind && item.side === 'base').length,
      of: eligible.filter((prompt) => prompt.kind === kind).length,
    })),
  };
}

/** All or none. @throws GuardrailError invalidRequest for an answer that is not in this comparison's sample. */
export function giveLabels(store: ComparisonStore, given: readonly GivenLabel[]): void {
  const positions = new Map(
    store.labelTexts().map(({ position, answer }) => [idOf(position, answer), position]),
  );
  const placed = given.map(({ id, label }) => {
    const position = positions.get(id);
    if (position !== undefined) return { position, label };
    throw new GuardrailError(
      'invalidRequest',
      `The sample of this comparison has no answer "${id.slice(0, 40)}".`,
      'Take the labels of a file that was exported from this comparison, and leave its column "id" as it is.',
    );
  });
  store.setLabels(placed);
}

/** Of this answer in this place: labels of another comparison, or of another answer, do not fit. */
function idOf(position: number, answer: string): string {
  return `${position}-${textHash(answer).toString(16).padStart(8, '0')}`;
}

/** By the judge alone: what a person overruled was not chosen at random. */
function eligiblePrompts(store: ComparisonStore): EligiblePrompt[] {
  const prompts = aboutSafety(store.prompts());
  const kinds = new Map(prompts.map(({ id, kind }) => [id, kind]));
  const usable = new Map<string, Set<string>>();
  for (const { promptId, side, sample, verdicts, overruled } of store.judgedResponses()) {
    const verdict = overruled === undefined ? verdicts[0] : overruled;
    const kind = kinds.get(promptId);
    if (side === 'control' || kind === undefined || verdict == null) continue;
    if (!isUsable(kind, verdict.outcome)) continue;
    const key = `${promptId}:${sample}`;
    usable.set(key, (usable.get(key) ?? new Set()).add(side));
  }
  const samples = new Map<number, number[]>();
  for (const [key, found] of usable) {
    const [promptId = 0, sample = 0] = key.split(':').map(Number);
    if (found.size === 2) samples.set(promptId, [...(samples.get(promptId) ?? []), sample]);
  }
  return prompts.flatMap(({ id, kind }) => {
    const own = samples.get(id);
    return own === undefined ? [] : [{ promptId: id, kind, samples: own.sort((a, b) => a - b) }];
  });
}

/** What a person has to know to judge: the turns before, and what the suite gives with its prompt. */
function contextOf({ history, context }: Pick<StoredLabelText, 'context' | 'history'>): string | null {
  const parts = [
    ...(history.length === 0 ? [] : [conversationText(history)]),
    ...(context === null ? [] : [context]),
  ];
  return parts.length === 0 ? null : parts.join('\n\n');
}
