// The documentation in media/docs: the reference is what the sources say now, and what the pages written by hand name is there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { documentationPages, questions } from '../../../src/build/docs/pages';
import { anchor, table } from '../../../src/build/docs/markdown';
import { schemaPage } from '../../../src/build/docs/schemaPage';
import { schemaType } from '../../../src/build/docs/schemaType';
import { commandLine } from '../../../src/cli/program';
import { repositoryPath } from '../../support/paths';

const root = repositoryPath('');
const folder = repositoryPath('media/docs');
const pages = documentationPages(root);
const read = (page: string): string => readFileSync(join(folder, page), 'utf8');
const manifest = z
  .object({
    contributes: z.object({
      commands: z.array(z.object({ command: z.string(), title: z.string() })),
      configuration: z.object({ properties: z.record(z.string(), z.unknown()) }),
      walkthroughs: z.array(z.object({ steps: z.array(z.object({ description: z.string() })) })),
    }),
  })
  .parse(JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8'))).contributes;

describe('the reference', () => {
  test.each([...pages.keys()])('%s is what `node build.mjs docs` writes', (page) => {
    expect(read(page)).toBe(pages.get(page));
  });

  test('has no page that is not made', () => {
    const there = globSync('{README.md,reference/**/*.md}', { cwd: folder }).map((path) =>
      path.replaceAll('\\', '/'),
    );
    expect(there.sort()).toEqual([...pages.keys()].sort());
  });

  test('has every setting and every command', () => {
    const text = pages.get('reference/extension.md') ?? '';
    for (const name of Object.keys(manifest.configuration.properties))
      expect(text).toContain(`| \`${name}\` |`);
    for (const { command } of manifest.commands) expect(text).toContain(`\`${command}\``);
    const lines = pages.get('reference/command-line.md') ?? '';
    for (const words of leafNames(commandLine(), [])) expect(lines).toContain(`\n## ${words.join(' ')}\n`);
  });
});

describe('the pages for questions', () => {
  test('are all those that are there, and all in a walkthrough', () => {
    const there = globSync('*.md', { cwd: folder }).filter((name) => name !== 'README.md');
    expect(there.sort()).toEqual(questions.map((name) => `${name}.md`).sort());
    const linked = manifest.walkthroughs
      .flatMap(({ steps }) => steps)
      .flatMap(({ description }) => [
        ...description.matchAll(/command:guardrailLens\.openDocumentation\?%22([\w-]+)%22/gu),
      ])
      .map(([, name]) => name);
    expect(linked.sort()).toEqual([...questions].sort());
  });

  test.each(questions)('%s names commands, options and settings that are there', (name) => {
    const text = read(`${name}.md`);
    for (const line of commandsIn(text)) expectCommand(line);
    for (const [, setting = ''] of text.matchAll(/`(guardrailLens\.[\w.]+)`/gu)) {
      expect(Object.keys(manifest.configuration.properties)).toContain(setting);
    }
    for (const [, title = ''] of text.matchAll(/_((?:[^_\n]|\n)+…)_/gu)) {
      expect(manifest.commands.map((one) => one.title)).toContain(title.replace(/\s+/gu, ' '));
    }
  });

  test('and their options are found out where they are not', () => {
    expect(() => expectCommand('guardrail-lens compare --tunde ./tuned')).toThrow('--tunde');
    expect(() => expectCommand('guardrail-lens compaer --base ./base')).toThrow('compaer');
  });
});

test.each([...pages.keys(), ...questions.map((name) => `${name}.md`)])(
  'every link of %s leads somewhere',
  (page) => {
    const text = read(page);
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/gu)) {
      const [path = '', heading] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/');
      expect(existsSync(join(folder, file)), `${page}: ${target}`).toBe(true);
      if (heading === undefined) continue;
      const anchors = [...read(file).matchAll(/^#+ (.+)$/gmu)].map(([, title = '']) => anchor(title));
      expect(anchors, `${page}: ${target}`).toContain(heading);
    }
  },
);

test('a table leaves out a column that says nothing, and a cell cannot end it', () => {
  expect(table(['a', 'b', 'c'], [['1 | 2', '', 'x\ny']])).toBe('| a | c |\n| --- | --- |\n| 1 \\| 2 | x y |');
});

test('a schema in words', () => {
  const kinds = {
    oneOf: ['a', 'b'].map((kind) => ({ type: 'object', properties: { kind: { const: kind } } })),
  };
  const schema = {
    $ref: '#/definitions/Whole',
    definitions: {
      Whole: {
        type: 'object',
        required: ['n'],
        properties: { n: { type: 'integer', minimum: 1 }, list: { type: 'array', items: kinds } },
      },
    },
  };
  const { body } = schemaPage(schema, { title: 'x', intro: 'y' });
  expect(body).toContain('| `n` | integer ≥ 1 | yes |');
  expect(body).toContain('### `list`, `kind` `"a"`');
  expect(body).toContain('### `list`, `kind` `"b"`');
  expect(schemaType({ type: ['string', 'null'] })).toBe('string or null');
  expect(schemaType({ type: 'array', items: { $ref: '#/definitions/My%20Name' } })).toBe(
    'list of [My Name](#my-name)',
  );
});

function leafNames(command: Command, words: readonly string[]): string[][] {
  if (command.commands.length === 0) return [[...words]];
  return command.commands.flatMap((one) => leafNames(one, [...words, one.name()]));
}

/** Of code blocks and code spans, with continued lines joined. */
function commandsIn(text: string): string[] {
  const joined = text.replace(/\\\n\s*/gu, '');
  return [...joined.matchAll(/(?:^|`)(guardrail-lens [^`\n]+)/gmu)].map(([, line = '']) => line);
}

/** @throws Error for a command or option that the command line does not have */
function expectCommand(line: string): void {
  // What comes behind `--`, and behind a redirection, is another program's or another command's.
  const [, ...words] = line.split(/ (?:>|--) /u)[0]?.split(/\s+/u) ?? [];
  let command = commandLine();
  let used = 0;
  for (const word of words) {
    const below = command.commands.find((one) => one.name() === word);
    if (below === undefined) break;
    command = below;
    used++;
  }
  if (used === 0) throw new Error(`There is no command ${words[0] ?? ''}.`);
  for (const option of words.slice(used).filter((word) => word.startsWith('--'))) {
    if (!command.options.some(({ long }) => long === option))
      throw new Error(`${line}: there is no ${option}.`);
  }
}
