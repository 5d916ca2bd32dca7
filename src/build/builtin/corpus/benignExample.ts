// A harmless request and an answer to it: how-to questions, facts, texts, small talk.
import type { Random } from '../../../safety/random';
import { facts, namesOfDefinitions } from './benign/factTables';
import { fields } from './benign/howTo';
import { generalAnswers, variedActions, variedQuestions, varietySlots } from './benign/variety';
import { bodies, chat, openings, pieces, topics } from './benign/writing';
import { fill, integer, pick, pickSome } from './draw';
import type { Example } from './example';
import { howToFrames, writingVerbs } from './frames';
import { capitalised, gerund, toYou } from './grammar';
import { inManyVoices } from './inManyVoices';

/** `varied`: also of the wishes and questions with slots. */
export function benignExample(random: Random, varied: boolean): Example {
  const kinds = varied ? variedShares : plainShares;
  const drawn = random();
  if (drawn < kinds.howTo) return howTo(random, varied);
  if (drawn < kinds.fact) return fact(random);
  if (drawn < kinds.question) return question(random);
  if (drawn < kinds.text) return text(random);
  const [prompt = '', answer = ''] = pick(random, chat).split(' | ');
  return { kind: 'benign', prompt, answer };
}

/** Cumulative; what is left is small talk. */
const plainShares = { howTo: 0.58, fact: 0.8, question: 0.8, text: 0.94 } as const;
const variedShares = { howTo: 0.52, fact: 0.66, question: 0.84, text: 0.95 } as const;

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

function howTo(random: Random, varied: boolean): Example {
  const [name, field] = pick(random, Object.entries(fields));
  const withSlots = varied && random() < 0.5;
  let action = withSlots
    ? fill(random, pick(random, variedActions[name] ?? []), varietySlots)
    : pick(random, field.actions);
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

function question(random: Random): Example {
  const template = pick(random, variedQuestions);
  const about = Object.keys(generalAnswers).find((slot) => template.includes(`{${slot}}`)) ?? 'any';
  const prompt = inManyVoices(random, fill(random, template, varietySlots));
  return { kind: 'benign', prompt, answer: pick(random, generalAnswers[about] ?? []) };
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
