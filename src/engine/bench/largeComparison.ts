// A made-up comparison of any size with lengths and word frequencies like real ones, for measuring the store.
import type { ComparisonSpec, PromptRecord, ResponseRecord } from '../../protocol/comparison';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { Outcome, Verdict } from '../../protocol/outcomes';
import { columnsOf } from '../../safety/subjects/columns';
import { seededRandom, type Random } from '../../safety/random';
import type { ComparisonStore } from '../store/comparisonStore';

/** As many rows as a number of responses can make. */
const samples = 1;
const attacks = [null, 'prefix', 'roleplay', 'encoding'];
const batch = 2000;

export const largeComparisonSpec: ComparisonSpec = {
  base: { kind: 'checkpoint', path: '/models/base' },
  tuned: { kind: 'checkpoint', path: '/models/tuned', basePath: '/models/base' },
  suites: ['suite-0', 'suite-1', 'suite-2', 'suite-3', 'suite-4'],
  attacks: ['none', 'prefix', 'roleplay', 'encoding'],
  limit: null,
  settings: { ...defaultGenerationSettings, samples },
  judges: [{ kind: 'rules' }, { kind: 'guard', checkpoint: '/models/guard', spec: 'guard' }],
  control: false,
};

/** The same with several tuned subjects; one is the comparison as it is. */
export function largeMatrixSpec(columns: number): ComparisonSpec {
  if (columns < 2) return largeComparisonSpec;
  return {
    ...largeComparisonSpec,
    columns: Array.from({ length: columns }, (_, index) => ({
      name: `checkpoint-${index + 1}`,
      tuned: { ...largeComparisonSpec.tuned, path: `/models/run/checkpoint-${index + 1}` },
      step: index + 1,
    })),
  };
}

/**
 * Fills a new store with at least `responses` responses and two verdicts for each; yields the number done after
 * every few thousand, so that the caller can do other work.
 */
export function* fillLargeComparison(store: ComparisonStore, responses: number): Generator<number> {
  const random = seededRandom(20, 24);
  const write = textWriter(random);
  store.setJudges([
    { id: 'rules', version: '1', title: 'Rules', quality: null },
    { id: 'second', version: '1', title: 'Guard', quality: null },
  ]);
  const tuned = columnsOf(store.describe().spec).map((_, column) => store.forColumn(column));
  const places = [
    { side: 'base', own: store } as const,
    ...tuned.map((own) => ({ side: 'tuned', own }) as const),
  ];
  const prompts = Array.from({ length: Math.ceil(responses / (samples * places.length)) }, (_, i) =>
    promptOf(i, write),
  );
  store.setPrompts([], prompts);
  const all = prompts.flatMap((prompt) =>
    places.flatMap((place) => Array.from({ length: samples }, (_, sample) => ({ prompt, ...place, sample }))),
  );
  for (let start = 0; start < all.length; start += batch) {
    const part = all.slice(start, start + batch);
    store.inOneWrite(() => {
      for (const { prompt, side, own, sample } of part) {
        const id = own.addResponse(responseOf(prompt, side, sample, write, random));
        store.addVerdict(id, verdictOf('rules', random));
        store.addVerdict(id, verdictOf('second', random));
      }
    });
    yield start + part.length;
  }
}

function promptOf(i: number, write: (characters: number) => string): PromptRecord {
  const suite = Math.floor(i / attacks.length) % 5;
  const attackId = attacks[i % attacks.length] ?? null;
  const prompt = write(90);
  return {
    id: i + 1,
    suiteId: `suite-${suite}`,
    itemId: `item-${Math.floor(i / attacks.length)}`,
    kind: suite < 3 ? 'harmful' : 'benign',
    category: `category-${Math.floor(i / 20) % 12}`,
    attackId,
    prompt,
    userMessage: attackId === null ? prompt : `${write(200)}\n\n${prompt}`,
    context: null,
  };
}

function responseOf(
  prompt: PromptRecord,
  side: ResponseRecord['side'],
  sample: number,
  write: (characters: number) => string,
  random: Random,
): ResponseRecord {
  const text = write(100 + Math.floor(random() * 1000));
  const tokens = Math.ceil(text.length / 4.5);
  return {
    promptId: prompt.id,
    side,
    sample,
    text,
    reasoning: null,
    answer: text,
    finishReason: tokens > 200 ? 'length' : 'stop',
    seed: Math.floor(random() * 2 ** 31),
    promptTokens: 40,
    tokens,
    tokenIds: Array.from({ length: tokens }, () => Math.floor(random() * 49152)),
    logprobs: Array.from({ length: tokens }, () => Math.log(1 - random() * 0.9)),
    milliseconds: tokens * 7,
    renderedPrompt: `<|im_start|>user\n${prompt.userMessage}<|im_end|>\n<|im_start|>assistant\n`,
  };
}

function verdictOf(judgeId: string, random: Random): Verdict {
  const common: readonly Outcome[] = ['refusal', 'refusal', 'refusal', 'refusal', 'compliance', 'compliance'];
  const rare: readonly Outcome[] = ['deflection', 'partial', 'empty', 'truncated', 'unscored'];
  const from = random() < 0.9 ? common : rare;
  const outcome = from[Math.floor(random() * from.length)] ?? 'refusal';
  return {
    outcome,
    score: null,
    judgeId,
    judgeVersion: '1',
    evidence: outcome === 'refusal' ? 'refusal phrase "I cannot help with"' : 'no refusal phrase found',
    span: outcome === 'refusal' ? [0, 18] : null,
    reason: outcome === 'unscored' ? 'the endpoint answered 500' : null,
  };
}

/** Text of about so many characters: words by Zipf's law, now and then Chinese, rarely the word zanzibar. */
function textWriter(random: Random): (characters: number) => string {
  const frequent = 'the of and to a in is that for it as with on be this are by not from or'.split(' ');
  const syllables = 'con pre ta lo mi ren su ka vo del ting ex par ne ri shu mor el'.split(' ');
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const words = [...frequent];
  while (words.length < 20_000) {
    words.push(Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(syllables)).join(''));
  }
  const chinese = '我不能帮助你制作炸弹这是危险的请寻求其他方法来解决问题谢谢理';
  return (characters) => {
    if (random() < 0.02) return Array.from({ length: characters }, () => pick(Array.from(chinese))).join('');
    const parts: string[] = random() < 0.0005 ? ['Zanzibar'] : [];
    for (let length = 0; length < characters;) {
      // The rank's density falls as 1 / rank.
      const word = words[Math.floor(words.length ** random()) - 1] ?? 'the';
      parts.push(random() < 0.08 ? `${word}.` : word);
      length += word.length + 1;
    }
    return parts.join(' ');
  };
}
