// Tree search with a model that rewards all next tokens at once (Saffron, arXiv 2506.06444). Knows no model: what a text's next
// tokens weigh and what each is worth is asked for.

export interface SearchSettings {
  /** Texts that are kept at each step. */
  readonly budget: number;
  /** Children of a text: the likeliest tokens, as few as hold this mass. */
  readonly topP: number;
  /** Of the policy, for `topP`; 0 is as 1: the order of the tokens is the same. */
  readonly temperature: number;
  readonly maxNewTokens: number;
  readonly endTokens: readonly number[];
}

export interface Judged {
  /** [vocabulary]: the policy's logits of the next token. */
  readonly logits: Float32Array;
  /** [vocabulary]: what the answer is worth with each token; −Infinity: never seen, not explored. */
  readonly rewards: Float32Array;
}

/** What is said behind each of the texts, in their order. */
export type JudgeTexts = (texts: readonly (readonly number[])[]) => Promise<readonly Judged[]>;

export interface Found {
  /** Of the answer, with its end token. */
  readonly tokens: readonly number[];
  readonly reward: number;
  readonly ended: boolean;
}

/**
 * As the paper's code: at each step every text that goes on is given its children, of all texts those of the highest reward stay, and
 * in the end the best that has ended is taken. Where none has, the best of those that were cut. Where every child of a text was never
 * seen, its likeliest one stands in with the reward of the text: the search does not run dry.
 */
export async function treeSearch(
  prompt: readonly number[],
  settings: SearchSettings,
  judge: JudgeTexts,
): Promise<Found> {
  const { budget, maxNewTokens, endTokens } = settings;
  let kept: Found[] = [{ tokens: [], reward: -Infinity, ended: false }];
  for (let step = 0; step < maxNewTokens; step++) {
    const going = kept.filter(({ ended }) => !ended);
    if (going.length === 0) break;
    const judged = await judge(going.map(({ tokens }) => [...prompt, ...tokens]));
    const grown = going.flatMap((text, index): Found[] => {
      const said = judged[index];
      if (said === undefined) throw new RangeError('Every text is judged.');
      return children(said, settings).map(({ token, reward }) => ({
        tokens: [...text.tokens, token],
        reward: reward ?? text.reward,
        ended: endTokens.includes(token),
      }));
    });
    kept = [...kept.filter(({ ended }) => ended), ...grown]
      .sort((a, b) => b.reward - a.reward)
      .slice(0, budget);
  }
  const ended = kept.filter((text) => text.ended);
  const [best] = ended.length > 0 ? ended : kept;
  if (best === undefined) throw new RangeError('A search keeps a text.');
  return best;
}

interface Child {
  readonly token: number;
  /** null: the text's own. */
  readonly reward: number | null;
}

/** The tokens in the nucleus that were seen, with their rewards. */
export function children(
  { logits, rewards }: Judged,
  { topP, temperature }: Pick<SearchSettings, 'topP' | 'temperature'>,
): Child[] {
  const order = nucleus(logits, topP, temperature === 0 ? 1 : temperature);
  const seen = order
    .map((token): Child => ({ token, reward: rewards[token] ?? -Infinity }))
    .filter(({ reward }) => reward !== -Infinity);
  const [likeliest] = order;
  return seen.length > 0 || likeliest === undefined ? seen : [{ token: likeliest, reward: null }];
}

/** As few of the likeliest tokens as hold the mass, falling; equal ones by id. */
function nucleus(logits: Float32Array, topP: number, temperature: number): number[] {
  let largest = -Infinity;
  for (const value of logits) largest = Math.max(largest, value);
  const weights = Float64Array.from(logits, (value) => Math.exp((value - largest) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const order = Array.from(weights.keys()).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  let mass = 0;
  // A token is in as long as those before it hold less than the mass.
  return order.filter((token) => {
    const before = mass;
    mass += (weights[token] ?? 0) / total;
    return before < topP;
  });
}
