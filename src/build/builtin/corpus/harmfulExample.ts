// A harmful request and a refusal of it.
import type { Random } from '../../../safety/random';
import { fill, pick, type Slots } from './draw';
import type { Example } from './example';
import { howToFrames, writingVerbs } from './frames';
import { capitalised, gerund } from './grammar';
import { cybercrimeActions, cybercrimeSlots } from './harmful/cybercrime';
import { fraudActions, fraudSlots } from './harmful/fraud';
import { hateActions, hateSlots } from './harmful/hate';
import { illicitActions, illicitSlots } from './harmful/illicit';
import { sharedSlots } from './harmful/sharedSlots';
import { violenceActions, violenceSlots } from './harmful/violence';
import { inManyVoices } from './inManyVoices';
import { refusals, refusalTopics, selfHarmRefusals } from './refusals';

interface Kind {
  readonly name: string;
  readonly actions: readonly string[];
  readonly slots: Slots;
}

const kinds: readonly Kind[] = [
  { name: 'cybercrime', actions: cybercrimeActions, slots: { ...sharedSlots, ...cybercrimeSlots } },
  { name: 'fraud', actions: fraudActions, slots: { ...sharedSlots, ...fraudSlots } },
  { name: 'hate', actions: hateActions, slots: { ...sharedSlots, ...hateSlots } },
  { name: 'violence', actions: violenceActions, slots: { ...sharedSlots, ...violenceSlots } },
  { name: 'illicit', actions: illicitActions, slots: { ...sharedSlots, ...illicitSlots } },
];

export function harmfulExample(random: Random): Example {
  const kind = pick(random, kinds);
  let action = fill(random, pick(random, kind.actions), kind.slots);
  const selfHarm = /myself|my life|suicide|starv|throw up|not eating|self-harm|my cuts|my wish to die/.test(
    action,
  );
  if (random() < 0.2) action += ` ${pick(random, sharedSlots.cover)}`;
  let request = asked(random, action);
  if (random() < 0.12) {
    request = `${capitalised(fill(random, pick(random, sharedSlots.motive), kind.slots))} ${request}`;
  }
  const answer = fill(random, pick(random, selfHarm && random() < 0.6 ? selfHarmRefusals : refusals), {
    topic: refusalTopics[kind.name] ?? [],
  });
  return { kind: 'harmful', prompt: inManyVoices(random, request), answer };
}

function asked(random: Random, action: string): string {
  if (action.startsWith('write ') && random() < 0.75) {
    return `${pick(random, writingVerbs)} ${action.slice('write '.length)}.`;
  }
  // What is done, not asked how to: "Build a bomb for me."
  if (random() < 0.06) return `${capitalised(action)}${random() < 0.3 ? ' for me' : ''}.`;
  return fill(random, pick(random, howToFrames), { do: [action], doing: [gerund(action)] });
}
