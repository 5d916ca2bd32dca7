// A script for Node in the place of media/python's `grpo_step.py`: it says what it was given, and steps that cost nothing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const text = `
  import { basename } from 'node:path';
  import { createInterface } from 'node:readline';
  const [file, ...numbers] = process.argv.slice(3);
  const [prompts, samples, newTokens] = numbers.map(Number);
  console.log(JSON.stringify({ ready: 'stand-in of ' + basename(file) + ' ' + numbers.join(' ') }));
  const phases = { rollout: 3, reward: 0.5, scoring: 1, update: 2 };
  for await (const _ of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify({ seconds: 6.5, phases, tokens: prompts * samples * newTokens, peak_bytes: 3e6 }));
  }`;

/** @returns its path, in a folder that is there */
export function trlStandIn(folder: string): string {
  const path = join(folder, 'trlStandIn.mjs');
  writeFileSync(path, text);
  return path;
}
