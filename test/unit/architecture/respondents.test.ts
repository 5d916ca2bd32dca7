// "Comparison, judges, probes and generate know respondents only": read off the sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryPath } from '../../support/paths';

const engine = repositoryPath('src/engine');

/** Sources below a folder, or the file itself, by their paths in the engine. */
function sources(place: string): string[] {
  if (place.endsWith('.ts')) return [place];
  return readdirSync(join(engine, place), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(place, name));
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(engine, path), 'utf8');
  return [...text.matchAll(/from '([^']+)'/g)].map(([, from = '']) => from);
}

test.each(['comparison', 'judges', 'training/probe', 'handlers/modelHandlers.ts'])(
  '%s asks respondents and knows nothing of what is behind them',
  (place) => {
    const behind =
      /\/(?:generation|checkpoints|adapters|models|runtime|network|respondents\/(?:checkpoint|endpoint|responses))\//;
    const found = sources(place).flatMap((path) =>
      importsOf(path)
        .filter((from) => behind.test(from) && !from.includes('/safety/'))
        .map((from) => `${path}: ${from}`),
    );
    expect(sources(place).length).toBeGreaterThan(0);
    expect(found).toEqual([]);
  },
);
