import { Command } from 'commander';
import { expect, it } from 'vitest';
import { optionNames, wordsWithout } from '../../../src/cli/compareOnTarget';
import { addOutputOptions } from '../../../src/cli/commands/compare';

const command = addOutputOptions(
  new Command()
    .option('--base <checkpoint>')
    .option('--tuned <checkpoint...>')
    .option('--names <name...>')
    .option('--on <target>')
    .option('--aa'),
);

it.each([
  ['--base a --on lab --aa', '--base a --aa'],
  ['--on=lab --base=a --json', '--base=a'],
  ['--tuned a b --names x y --aa', '--tuned a b --aa'],
  ['--names x', ''],
  ['--report r.html --no-appendix --base a', '--base a'],
  ['--base --on', '--base'],
])('%s without what stays here', (words, left) => {
  const here = new Set(['on', 'names', ...optionNames(addOutputOptions)]);
  expect(wordsWithout(words.split(' '), command.options, here)).toEqual(
    left.split(' ').filter((word) => word !== ''),
  );
});
