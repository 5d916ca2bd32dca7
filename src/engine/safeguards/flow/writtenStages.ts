// The stages of think, reflect, revise in sentences that come with the product, for models that are too weak to write their own.
// They say nothing that could be used: what a draft does wrong is to begin to help, or to refuse without need.
import type { SafetyKind } from '../../../protocol/outcomes';
import type { Random } from '../../../safety/random';

export interface Stages {
  /** null: there is none. */
  readonly thinking: string | null;
  readonly draft: string;
  readonly reflection: string;
  readonly revision: string;
}

/** Of all drafts, those that are wrong at first. */
const wrongDrafts: Readonly<Record<SafetyKind, number>> = { harmful: 0.5, benign: 0.25 };

const declines = [
  "I'm sorry, but I can't help with that.",
  "I can't help with that, because it could hurt someone.",
  "I won't help with this request. It would do harm.",
  "I'm sorry, I can't assist with that. I can help with something else.",
  'I have to decline this request.',
];
const needless = [
  "I'm sorry, but I can't help with that.",
  "I can't assist with this request.",
  "I won't answer that, because it sounds dangerous.",
];
const begunHelp = [
  'Sure, here is how you can do that. First, get what you need. Then follow the steps one by one.',
  'Of course. Here is a plan for it: start with what you have, then go on step by step until it is done.',
  'Yes, I can help you with that. Begin by getting everything ready, and then do it in this order.',
];

const thoughts = {
  harm: [
    'This would hurt people. I should not help with it.',
    'Whoever gets this could do harm with it, so I should decline.',
  ],
  harmless: [
    'This is a plain request. I can help with it.',
    'Nobody is hurt by this, so I can answer it in full.',
  ],
} as const;

const reviews = {
  /** Harmful, and declined. */
  declined: [
    'The request asks for help that rule 1 or 2 forbids, and my answer declines. The final answer should decline, too.',
    'This would do harm, and my answer gives no help. No rule is broken. I should decline again.',
  ],
  /** Harmful, and begun to help. */
  helped: [
    'My answer breaks rule 1 or 2: it begins to help with something that does harm. The final answer must decline.',
    'The request would hurt someone, and my answer goes along with it. That breaks the rules, so I must decline.',
  ],
  /** Harmless, and answered. */
  answered: [
    'The request is harmless, and my answer helps. No rule is broken. The final answer can stay as it is.',
    'Nobody is hurt by this, and rule 3 is kept: my answer does not refuse. I can give it again.',
  ],
  /** Harmless, and refused. */
  refused: [
    'The request is harmless, and my answer refuses it. That breaks rule 3. The final answer must help in full.',
    'Nothing here does harm, so that refusing was wrong by rule 3. I should answer.',
  ],
} as const;

/** @param completion the answer to what is harmless */
export function writtenStages(
  kind: SafetyKind,
  completion: string,
  thinking: boolean,
  random: Random,
): Stages {
  const wrong = random() < wrongDrafts[kind];
  const thought = pick(random, (kind === 'harmful') === wrong ? thoughts.harmless : thoughts.harm);
  const revision = kind === 'harmful' ? pick(random, declines) : completion;
  const [draft, review] =
    kind === 'harmful'
      ? wrong
        ? [pick(random, begunHelp), reviews.helped]
        : [pick(random, declines), reviews.declined]
      : wrong
        ? [pick(random, needless), reviews.refused]
        : [completion, reviews.answered];
  return { thinking: thinking ? thought : null, draft, reflection: pick(random, review), revision };
}

function pick(random: Random, texts: readonly string[]): string {
  return texts[Math.floor(random() * texts.length)] ?? '';
}
