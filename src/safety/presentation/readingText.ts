// What a reading that a comparison keeps was made with, and whether it still holds, in plain words for every front end.
import type { ModelState, Reading, ReadModel } from '../../protocol/readings';
import { sideLabels } from './labels';
import { formatCount } from './numbers';

/** So many characters of a fingerprint tell checkpoints apart. */
const digestLength = 12;

/** `at`: when it was made, as the front end writes times; `layer`: of the direction, where there is one. */
export function originLine(
  { origin: { base, tuned, prompts, version } }: Pick<Reading<unknown, unknown>, 'origin'>,
  at: string,
  layer: number | null = null,
): string {
  const parts = [
    ...(prompts === 0 ? [] : [`${formatCount(prompts)} prompts`]),
    ...(layer === null ? [] : [`direction of layer ${layer}`]),
    `base ${modelText(base)}`,
    `tuned ${modelText(tuned)}`,
    `Guardrail Lens ${version}`,
  ];
  return `Read ${at}: ${parts.join('; ')}.`;
}

function modelText({ name, fingerprint, precision }: ReadModel): string {
  return `${name} (digest ${fingerprint.slice(0, digestLength)}, precision ${precision})`;
}

/** What has changed since; empty: nothing that is known of. */
export function staleLines({ state }: Pick<Reading<unknown, unknown>, 'state'>): string[] {
  return [
    ...(['base', 'tuned'] as const).flatMap((side) => modelLine(sideLabels[side], state[side])),
    ...(state.answersChanged
      ? ['Out of date: answers were added or went on since. Read anew for all of them.']
      : []),
  ];
}

function modelLine(side: string, state: ModelState): string[] {
  switch (state) {
    case 'changed':
      return [
        `Out of date: ${side}’s checkpoint is no longer the one that was read. Put it back to read anew, or make a new comparison.`,
      ];
    case 'missing':
      return [`${side}’s checkpoint is not where it was read from, so nothing can be read anew.`];
    case 'same':
    case 'unchecked':
      return [];
  }
}
