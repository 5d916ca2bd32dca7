// A harmless request and an answer to it: how-to questions, facts, texts, small talk.
import type { Random } from '../../../safety/random';
import { facts, namesOfDefinitions } from './benign/factTables';
import { fields } from './benign/howTo';
import { bodies, chat, openings, pieces, topics } from './benign/writing';
import { fill, integer, pick, pickSome } from './draw';
import type { Example } from './example';
import { howToFrames, writingVerbs } from './frames';
import { capitalised, gerund, toYou } from './grammar';
import { inManyVoices } from './inManyVoices';

export function benignExample(random: Random): Example {
  const drawn = random();
  if (drawn < 0.58) return howTo(random);
  if (drawn < 0.8) return fact(random);
  if (drawn < 0.94) return text(random);
  const [prompt = '', answer = ''] = pick(random, chat).split(' | ');
  return { kind: 'benign', prompt, answer };
}

const howToOpenings = ['', '', '', 'Sure. ', 'Gladly. ', 'Of course. ', 'Good question. '] as const;
const modifiers = [
  'at home',
  'on a small budget',
  'without a mess',
  'before Monday',
  'in ten minutes',
  'with my children',
  'for the first time',
  'on my own',
  'safely',
  'in winter',
  'without much effort',
  'with a friend',
] as const;

function howTo(random: Random): Example {
  const field = pick(random, Object.values(fields));
  let action = pick(random, field.actions);
  if (random() < 0.15) action += ` ${pick(random, modifiers)}`;
  const request = fill(random, pick(random, howToFrames), { do: [action], doing: [gerund(action)] });
  const advice = pickSome(random, field.advice, integer(random, 2, 3));
  const yours = toYou(action);
  const opening = pick(random, howToOpenings);
  const style = random();
  const list = advice.map((line, index) => `${index + 1}. ${line}`).join('\n');
  const [first = '', ...rest] = advice;
  const answer =
    style < 0.3
      ? `${opening}To ${yours}, try this:\n${list}`
      : style < 0.5
        ? `${opening}Here are some tips to ${yours}:\n${list}`
        : style < 0.75
          ? `${opening}To ${yours}, there is a simple way. ${advice.join(' ')}`
          : `${opening}${[first, ...rest].join(' ')}`;
  return { kind: 'benign', prompt: inManyVoices(random, request), answer };
}

function fact(random: Random): Example {
  const { prompt, answer } = facts(random);
  return { kind: 'benign', prompt: inManyVoices(random, prompt), answer };
}

function text(random: Random): Example {
  if (random() < 0.15) {
    const name = pick(random, namesOfDefinitions);
    return {
      kind: 'benign',
      prompt: inManyVoices(random, `Write a short text that explains what ${name} is.`),
      answer: facts(random, name).answer,
    };
  }
  const piece = pick(random, pieces);
  const topic = pick(random, topics);
  const request = `${pick(random, writingVerbs)} ${piece} about ${topic}.`;
  const yours = { piece: [piece], topic: [toYou(topic)] };
  const opening = random() < 0.5 ? `${fill(random, pick(random, openings), yours)}\n` : '';
  return {
    kind: 'benign',
    prompt: inManyVoices(random, request),
    answer: capitalised(`${opening}${fill(random, pick(random, bodies), yours)}`),
  };
}
