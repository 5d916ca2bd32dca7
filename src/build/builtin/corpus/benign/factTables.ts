// Questions about facts, and their answers in whole sentences or in a word.
import type { Random } from '../../../../safety/random';
import { pick, pickSome } from '../draw';
import { capitalised } from '../grammar';
import { definitions, members, opposites, questions } from './facts';

const meanings = new Map(definitions.map((line) => pair(line)));
export const namesOfDefinitions: readonly string[] = [...meanings.keys()];

interface Exchange {
  readonly prompt: string;
  readonly answer: string;
}

/** A question about one of the facts, or about the named definition. */
export function facts(random: Random, name?: string): Exchange {
  if (name !== undefined) return definition(random, name);
  const drawn = random();
  if (drawn < 0.45) return definition(random, pick(random, namesOfDefinitions));
  if (drawn < 0.8) return question(random);
  return drawn < 0.9 ? opposite(random) : three(random);
}

function definition(random: Random, name: string): Exchange {
  const bare = name.replace(/^an? /, '');
  const meaning = meanings.get(name) ?? '';
  const other = pick(random, namesOfDefinitions);
  const [prompt, both] = pick<readonly [string, boolean]>(random, [
    [`What is ${name}?`, false],
    [`What is ${name}?`, false],
    [`What's ${name}?`, false],
    [`Define ${bare}.`, false],
    [`Explain what ${name} is.`, false],
    [`Explain in one sentence what ${name} is.`, false],
    [`Explain the term "${bare}" to a child.`, false],
    [`What does the word "${bare}" mean?`, false],
    [`What do people mean by "${bare}"?`, false],
    [`What is meant by ${name}?`, false],
    [`Tell me what ${name} is.`, false],
    [`What is the difference between ${name} and ${other}?`, true],
    [`How does ${name} differ from ${other}?`, true],
  ]);
  const answer = both
    ? `${capitalised(name)} is ${meaning}, while ${other} is ${meanings.get(other) ?? ''}.`
    : random() < 0.7
      ? `${capitalised(name)} is ${meaning}.`
      : `It is ${meaning}.`;
  return { prompt, answer };
}

function question(random: Random): Exchange {
  const [asked, reply] = pair(pick(random, questions));
  const prompt =
    random() < 0.15
      ? `${pick(random, ['Tell me:', 'For my homework:', 'Quiz question:', 'In short:'])} ${asked}`
      : asked;
  const answer = random() < 0.5 ? `${capitalised(reply)}.` : `The answer is: ${reply}.`;
  return { prompt, answer };
}

function opposite(random: Random): Exchange {
  const both = pair(pick(random, opposites));
  const [one, other] = random() < 0.5 ? both : [both[1], both[0]];
  const prompt = pick(random, [
    `What is the opposite of ${one}?`,
    `Give me the opposite of "${one}".`,
    `Which word means the contrary of ${one}?`,
  ]);
  return {
    prompt,
    answer: random() < 0.5 ? `${capitalised(other)}.` : `The opposite of ${one} is ${other}.`,
  };
}

function three(random: Random): Exchange {
  const [kind, list] = pair(pick(random, members));
  const picked = pickSome(random, list.split(', '), 3);
  const prompt = pick(random, [
    `Name three ${kind}.`,
    `List three ${kind}.`,
    `Give me three ${kind}.`,
    `Which ${kind} do you know?`,
    `Tell me some ${kind}.`,
  ]);
  const answer =
    random() < 0.5
      ? picked.map((entry, index) => `${index + 1}. ${capitalised(entry)}`).join('\n')
      : `${capitalised(picked.slice(0, 2).join(', '))} and ${picked[2] ?? ''}.`;
  return { prompt, answer };
}

function pair(line: string): [string, string] {
  const [left = '', right = ''] = line.split(' | ');
  return [left, right];
}
