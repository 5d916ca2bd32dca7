// Completions of one prompt behind one copy of it: the prompt goes through the model once instead of once per completion.
// A completion sees the prompt and itself (packRows), so every number stays what it is; only the work changes.
import type { TrainingSequence } from './trainingModel';

/** Units of one prompt that go through the model together. */
export interface Bundle {
  /** Indices, in the order of their sequences. */
  readonly units: readonly number[];
  /** Sequences per row, as TrainingRows.packs. */
  readonly packs: readonly number[];
  /** Tokens of the longest row. */
  readonly length: number;
}

/**
 * From this many tokens on, attention costs about as much time as all the rest of a block. It only weighs long rows against
 * many: measured on SmolLM2-135M (45 + 64 tokens, eight completions: four to a row beat eight by 7%, one by 37%).
 */
const attentionParity = 1024;

/**
 * Bundles of units (a sequence, or several that are never split). Those with the same prompt are put into rows of as many
 * completions as is cheapest; a row of several has at most `budget` tokens.
 */
export function sharedPrompts(units: readonly (readonly TrainingSequence[])[], budget: number): Bundle[] {
  const byPrompt = new Map<string, number[]>();
  const others: Bundle[] = [];
  for (const [index, unit] of units.entries()) {
    const key = commonPrompt(unit);
    if (key === null) others.push(apart(index, unit));
    else byPrompt.set(key, [...(byPrompt.get(key) ?? []), index]);
  }
  return [...others, ...[...byPrompt.values()].flatMap((members) => cheapest(units, members, budget))];
}

/** Tokens before the first that is scored: what sequences may have in common. */
export function promptLength({ ids, scored }: TrainingSequence): number {
  return Math.min(ids.length, ...scored);
}

/** null where the sequences of a unit have none. */
function commonPrompt(unit: readonly TrainingSequence[]): string | null {
  const prompts = new Set(unit.map((sequence) => sequence.ids.slice(0, promptLength(sequence)).join(' ')));
  return prompts.size === 1 ? ([...prompts][0] ?? null) : null;
}

function cheapest(
  units: readonly (readonly TrainingSequence[])[],
  members: readonly number[],
  budget: number,
): Bundle[] {
  const of = (index: number): readonly TrainingSequence[] => units[index] ?? [];
  let best = members.map((index) => apart(index, of(index)));
  const prompt = promptLength(of(members[0] ?? 0)[0] ?? { ids: [], scored: [] });
  if (prompt === 0) return best;
  for (let rows = 1; rows <= members.length; rows++) {
    const layout = evenly(members, rows).map((chosen) => together(chosen, chosen.flatMap(of), prompt));
    const fits = layout.every(({ packs, length }) => packs[0] === 1 || length <= budget);
    if (fits && cost(layout) < cost(best)) best = layout;
  }
  return best;
}

function apart(unit: number, sequences: readonly TrainingSequence[]): Bundle {
  return {
    units: [unit],
    packs: sequences.map(() => 1),
    length: Math.max(0, ...sequences.map(({ ids }) => ids.length)),
  };
}

function together(units: readonly number[], sequences: readonly TrainingSequence[], prompt: number): Bundle {
  const length = sequences.reduce((sum, { ids }) => sum + ids.length - prompt, prompt);
  return { units, packs: [sequences.length], length };
}

/** In arbitrary units: every row is padded to the longest, and a token's attention grows with its row. */
function cost(layout: readonly Bundle[]): number {
  const longest = Math.max(...layout.map(({ length }) => length));
  const rows = layout.reduce((sum, { packs }) => sum + packs.length, 0);
  return rows * longest * (1 + longest / attentionParity);
}

/** In order, in so many parts whose sizes differ by at most one. */
function evenly(members: readonly number[], parts: number): number[][] {
  return Array.from({ length: parts }, (_, part) =>
    members.slice(
      Math.floor((part * members.length) / parts),
      Math.floor(((part + 1) * members.length) / parts),
    ),
  );
}
