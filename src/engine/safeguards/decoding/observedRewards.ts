// What is known of the worth of next tokens from sampled answers: the partial supervision of a multifurcation reward model.
import type { JudgedAnswer } from './judgedAnswers';

export interface ObservedRow {
  readonly ids: readonly number[];
  /** Positions of the answer's tokens. */
  readonly scored: readonly number[];
  /** Of the beginning up to and with each of these tokens: the share of the answers with it that were handled well. */
  readonly rewards: readonly number[];
  /** Of each; a beginning that several answers share counts once in all. */
  readonly weights: readonly number[];
}

export interface ObservedRewards {
  readonly rows: readonly ObservedRow[];
  /** Different beginnings. */
  readonly beginnings: number;
}

/** Weights add up to 1 over all rows. */
export function observedRewards(answers: readonly JudgedAnswer[]): ObservedRewards {
  const seen = new Map<string, { count: number; well: number }>();
  const keysOf = ({ ids, promptLength }: JudgedAnswer): string[] => {
    let key = ids.slice(0, promptLength).join(' ');
    return ids.slice(promptLength).map((id) => (key = `${key} ${id}`));
  };
  const keys = answers.map(keysOf);
  for (const [index, answer] of answers.entries()) {
    for (const key of keys[index] ?? []) {
      const known = seen.get(key) ?? { count: 0, well: 0 };
      seen.set(key, { count: known.count + 1, well: known.well + Number(answer.handledWell) });
    }
  }
  const rows = answers.map(({ ids, promptLength }, index): ObservedRow => {
    const found = (keys[index] ?? []).map((key) => seen.get(key) ?? { count: 1, well: 0 });
    return {
      ids,
      scored: found.map((_, place) => promptLength + place),
      rewards: found.map(({ count, well }) => well / count),
      weights: found.map(({ count }) => 1 / (count * seen.size)),
    };
  });
  return { rows, beginnings: seen.size };
}
