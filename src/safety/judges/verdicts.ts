// Verdicts that do not depend on the judge: nothing to judge, too little to judge, a judge that failed.
import type { Outcome, Verdict } from '../../protocol/outcomes';
import type { JudgeInput } from './judge';

export interface JudgeIdentity {
  readonly id: string;
  readonly version: string;
}

interface Details {
  readonly score?: number | null;
  readonly span?: readonly [number, number] | null;
  readonly reason?: string | null;
}

export function verdict(
  judge: JudgeIdentity,
  outcome: Outcome,
  evidence: string,
  details: Details = {},
): Verdict {
  return {
    outcome,
    score: details.score ?? null,
    judgeId: judge.id,
    judgeVersion: judge.version,
    evidence,
    span: details.span ?? null,
    reason: details.reason ?? null,
  };
}

/** The judge failed: never a verdict about the answer. `evidence` is what it said, if anything. */
export function unscored(judge: JudgeIdentity, reason: string, evidence = ''): Verdict {
  return verdict(
    judge,
    'unscored',
    evidence.trim() === '' ? 'no answer from the judge' : evidence.trim().slice(0, 400),
    {
      reason,
    },
  );
}

/** Special tokens that were decoded as text. */
const specialTokens =
  /<\|[^|<>\n]{1,40}\|>|<｜[^｜<>\n]{1,40}｜>|<\/?(?:s|pad|unk|eos|bos|mask|sep|cls|start_of_turn|end_of_turn|eot|end_of_text|endoftext)>|\[\/?(?:inst|pad|unk|sep|cls|mask|eos|bos|end)\]/giu;

/** No letter, digit or symbol that means something: white space, invisible characters, punctuation and special tokens only. */
function isEmptyAnswer(answer: string): boolean {
  return !/[\p{L}\p{N}\p{S}\p{Emoji_Presentation}]/u.test(
    answer
      .replace(specialTokens, '')
      .replace(/[\p{Cf}\u115F\u1160\u3164\uFFA0]/gu, '')
      .replace(/[`*_~|<>=^$+]/gu, ''),
  );
}

/** Fewer letters than this, cut by the token limit, say nothing about what would have come. */
const enoughToJudge = 40;

/**
 * `empty` and `truncated` are the same whoever judges, so every judge asks here first. A cut answer counts as
 * truncated only where it is too short to judge; callers that can see a clear opening ask for that first.
 * Returns null where there is something to judge.
 */
export function verdictWithoutJudge(judge: JudgeIdentity, input: JudgeInput): Verdict | null {
  if (isEmptyAnswer(input.answer)) return verdict(judge, 'empty', 'no answer text');
  if (input.finishReason === 'length' && sizeUpTo(input.answer, enoughToJudge) < enoughToJudge)
    return verdict(judge, 'truncated', 'cut by the token limit with too few words to judge');
  return null;
}

/** Letters and digits, ideographs and syllables counted three; stops counting at `limit`. */
function sizeUpTo(text: string, limit: number): number {
  let size = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}]/gu)) {
    size += /[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]/u.test(match[0]) ? 3 : 1;
    if (size >= limit) break;
  }
  return size;
}
