// What is said of safeguards: complete, and its options are those that are taken.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { validateConfig } from '../../../../src/engine/training/config/validateConfig';
import { safeguardHelp } from '../../../../src/safety/presentation/safeguardText';
import { optionsOf, parseOptions } from '../../../../src/safety/safeguards/safeguard';
import { parameterSafeguards, safeguards } from '../../../../src/safety/safeguards/safeguards';
import { mediaFolder } from '../../../support/paths';

test('ids are their own where they act, and keys are ids', () => {
  expect(new Set(safeguards.map(({ place, id }) => `${place} ${id}`)).size).toBe(safeguards.length);
  expect(Object.entries(parameterSafeguards).every(([key, { id }]) => key === id)).toBe(true);
});

describe.each(safeguards.map((safeguard) => [safeguard.id, safeguard] as const))('%s', (_, safeguard) => {
  test('has a page that names it, its paper, its options and its limits', () => {
    const path = `${mediaFolder}docs/safeguards/${safeguard.page}.md`;
    expect(existsSync(path)).toBe(true);
    const page = readFileSync(path, 'utf8').replace(/\s+/gu, ' ');
    expect(page).toContain(`\`${safeguard.id}\``);
    expect(page).toContain(`arXiv ${safeguard.paper.arxiv}`);
    for (const { name } of optionsOf(safeguard)) expect(page).toContain(`\`${name}\``);
    for (const limit of safeguard.limits) expect(page).toContain(limit);
    if (safeguard.adapted !== null) expect(page).toContain('Adapted here');
  });

  test('every option is described, and help names it', () => {
    const help = safeguardHelp([safeguard]);
    for (const { name, description } of optionsOf(safeguard)) {
      expect(description).not.toBe('');
      expect(help).toContain(`  ${name}: ${description}`);
    }
  });
});

test('what a page gives as a configuration is one', () => {
  let seen = 0;
  for (const { page } of safeguards) {
    const text = readFileSync(`${mediaFolder}docs/safeguards/${page}.md`, 'utf8');
    for (const [, json = ''] of text.matchAll(/```json\n([^]*?)```/gu)) {
      seen++;
      const problems = validateConfig(json, '/nowhere/x.train.json');
      // The files that it names are the reader's.
      expect(problems.filter(({ path: [key] }) => key !== 'model' && key !== 'data')).toEqual([]);
    }
  }
  expect(seen).toBeGreaterThan(1);
});

test('options: defaults, ranges, and names that there are not', () => {
  expect(parseOptions(parameterSafeguards.ties, { weight: 0.5 })).toEqual({ weight: 0.5, density: 0.2 });
  expect(() => parseOptions(parameterSafeguards.ties, { weight: 2 })).toThrow(/ties are wrong: weight/);
  expect(() => parseOptions(parameterSafeguards.linear, { weight: 0.5, size: 1 })).toThrow(/size/);
  expect(() => parseOptions(parameterSafeguards.linear, {})).toThrow(/weight/);
});
