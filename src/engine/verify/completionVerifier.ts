// Gives completions their rewards one by one, by the verifiers of training. Knows nothing of where lines come from.
import type { ChatMessage } from '../../protocol/generation';
import { GuardrailError, toErrorData } from '../../protocol/errors';
import type { VerifiedCompletion, VerifyId, VerifyReply } from '../../protocol/verification';
import { checkShape } from '../files/jsonFile';
import type { FileKind } from '../files/textFile';
import { splitAnswer } from '../respondents/splitAnswer';
import { parseRow } from '../training/tasks/parseRow';
import type { TaskItem, VerifierInput } from '../training/tasks/task';
import { openRewards } from '../training/loop/openScorer';
import type { RewardSet } from '../training/verifiers/combineRewards';
import { verifyId, verifyRequest, type VerifyRequest } from './verifyRequest';

/** Sets of reward functions that stay ready: patterns, tests and reward models have processes and weights. */
const setsKept = 8;

const requestKind: FileKind = {
  maxBytes: Infinity,
  broken: {
    code: 'invalidRequest',
    advice: 'Write it as "request" in media/schemas/verify.schema.json says, one JSON object per line.',
  },
};

export class CompletionVerifier {
  /** By their specification; the one that was used last stands last. */
  private readonly sets = new Map<string, RewardSet>();

  constructor(private readonly executionProvider = 'cpu') {}

  /**
   * One at a time. What is wrong with the line is its reply.
   * @throws the signal's reason where it is aborted
   */
  async reply(text: string, line: number, signal: AbortSignal): Promise<VerifyReply> {
    let id: { readonly id?: VerifyId } = {};
    try {
      const value = parse(text);
      id = idOf(value);
      const request = checkShape(verifyRequest, value, 'The line', requestKind);
      return { line, ...id, ...(await this.verify(request, line, signal)) };
    } catch (error) {
      signal.throwIfAborted();
      return { line, ...id, error: toErrorData(error) };
    }
  }

  async dispose(): Promise<void> {
    const sets = [...this.sets.values()];
    this.sets.clear();
    await Promise.all(sets.map((set) => set.dispose()));
  }

  private async verify(
    request: VerifyRequest,
    line: number,
    signal: AbortSignal,
  ): Promise<Pick<VerifiedCompletion, 'reward' | 'rewards' | 'reasons'>> {
    const { tokens } = request;
    if (tokens === undefined && request.rewards.some(countsTokens)) {
      throw new GuardrailError(
        'invalidRequest',
        'The reward "length" counts tokens, and the line does not say how many the completion has.',
        'Add "tokens", or let the reward count characters or words ("unit").',
      );
    }
    const set = await this.setOf(request.rewards);
    const [scored] = await set.score([inputOf(request, line, tokens ?? 0)], signal);
    const results = Object.entries(scored?.results ?? {});
    return {
      reward: scored?.reward ?? null,
      rewards: Object.fromEntries(results.map(([name, { reward }]) => [name, reward])),
      reasons: Object.fromEntries(results.map(([name, { reason }]) => [name, reason])),
    };
  }

  private async setOf(specs: VerifyRequest['rewards']): Promise<RewardSet> {
    const key = JSON.stringify(specs);
    const set = this.sets.get(key) ?? openRewards({ rewards: specs, threads: null }, this.executionProvider);
    this.sets.delete(key);
    this.sets.set(key, set);
    const [oldest] = this.sets;
    if (this.sets.size > setsKept && oldest !== undefined) {
      this.sets.delete(oldest[0]);
      await oldest[1].dispose();
    }
    return set;
  }
}

/** Numbers as the training reads them: what a double does not hold is its own text. */
function parse(text: string): unknown {
  try {
    return parseRow(text);
  } catch (cause) {
    const { code, advice } = requestKind.broken;
    throw new GuardrailError(code, `The line is not JSON: ${String(cause)}.`, advice, { cause });
  }
}

/** Also of a request that is wrong otherwise. */
function idOf(value: unknown): { readonly id?: VerifyId } {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'id')) return {};
  const { data } = verifyId.safeParse(Reflect.get(value, 'id'));
  return data === undefined ? {} : { id: data };
}

function countsTokens(spec: VerifyRequest['rewards'][number]): boolean {
  return spec.verifier === 'length' && spec.unit === 'tokens';
}

function inputOf(request: VerifyRequest, line: number, tokens: number): VerifierInput {
  const { answer } = splitAnswer({
    prompt: request.rendered_prompt ?? null,
    text: request.completion,
    reasoning: null,
    marks: request.reasoning_marks,
  });
  return {
    item: itemOf(request, line),
    answer,
    raw: request.completion,
    truncated: request.truncated,
    tokens,
  };
}

function itemOf({ prompt, columns }: VerifyRequest, line: number): TaskItem {
  const turns: readonly ChatMessage[] =
    typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
  return {
    id: String(line),
    context: turns.slice(0, -1),
    prompt: turns.at(-1)?.content ?? '',
    columns,
    completion: null,
    preference: null,
  };
}
