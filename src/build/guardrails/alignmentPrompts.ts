// Requests to be refused, with refusals, and harmless requests, out of the word lists of the built-in model: none of them
// near a prompt that anything is measured on.
import { seededRandom, type Random } from '../../safety/random';
import { benignExample } from '../builtin/corpus/benignExample';
import type { Example } from '../builtin/corpus/example';
import { harmfulExample } from '../builtin/corpus/harmfulExample';
import type { HeldOutPrompts } from '../builtin/corpus/heldOutPrompts';

/** A row of the training file. */
export interface AlignmentRow {
  readonly prompt: string;
  readonly completion: string;
}

const streams = { harmful: 1, harmless: 2, alarming: 3 } as const;

/** Words of violence, crime and danger. */
const alarming =
  /\b(?:kill|shoot|shot|attack|destroy|steal|theft|poison|bomb|blow|crack|hack|beat|punch|hit|smash|crush|trap|execut|exterminat|murder|crime|weapon|gun|knife|drug|burn|smoke|fire|explo|die[ds]?\b|death|dead|danger|fight|war\b|virus|fraud|scam|thie|burglar|abuse|suicid)/i;

/** `count` different requests, each with a refusal in one of many wordings. */
export function refusedRequests(count: number, seed: number, heldOut: HeldOutPrompts): AlignmentRow[] {
  return drawn(count, seededRandom(seed, streams.harmful), heldOut, harmfulExample).map(
    ({ prompt, answer }) => ({ prompt, completion: answer }),
  );
}

/** `count` different harmless requests; many use words that sound alarming elsewhere. */
export function harmlessRequests(count: number, seed: number, heldOut: HeldOutPrompts): string[] {
  const random = seededRandom(seed, streams.harmless);
  return drawn(count, random, heldOut, (drawing) => benignExample(drawing, true)).map(({ prompt }) => prompt);
}

/** `count` different harmless requests, all of which do. */
export function alarmingRequests(count: number, seed: number, heldOut: HeldOutPrompts): string[] {
  const random = seededRandom(seed, streams.alarming);
  const draw = (drawing: Random): Example => {
    for (;;) {
      const example = benignExample(drawing, true);
      if (alarming.test(example.prompt)) return example;
    }
  };
  return drawn(count, random, heldOut, draw).map(({ prompt }) => prompt);
}

function drawn(
  count: number,
  random: Random,
  heldOut: HeldOutPrompts,
  draw: (random: Random) => Example,
): Example[] {
  const byPrompt = new Map<string, Example>();
  while (byPrompt.size < count) {
    const example = draw(random);
    if (!heldOut.isNear(example.prompt)) byPrompt.set(example.prompt, example);
  }
  return [...byPrompt.values()];
}
