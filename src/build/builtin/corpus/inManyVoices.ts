// The same request as different people would type it.
import type { Random } from '../../../safety/random';
import { pick } from './draw';
import { closers, contexts, openers } from './frames';

export function inManyVoices(random: Random, request: string): string {
  let text = request;
  if (random() < 0.06) {
    const opener = pick(random, openers);
    text = `${opener} ${/^I\b/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)}`;
  }
  if (random() < 0.1) text = `${pick(random, contexts)} ${text}`;
  if (random() < 0.06) text = `${text} ${pick(random, closers)}`;
  // Some type without capitals or marks.
  if (random() < 0.06) text = text.toLowerCase();
  if (random() < 0.06) text = text.replace(/[.?!]$/, '');
  return text;
}
