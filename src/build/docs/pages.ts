// The pages of the reference, and the index of all documentation: what `node build.mjs docs` writes to media/docs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { commandLine } from '../../cli/program';
import { sweepSchema } from '../../cli/sweepConfig';
import { targetsFileSchema } from '../../engine/cluster/targets/targetsFile';
import { guardSpecSchema } from '../../safety/judges/guardSpec';
import { safeguards } from '../../safety/safeguards/safeguards';
import { suiteManifestSchema } from '../../safety/suites/parseManifest';
import { keyActions } from '../../../webview/comparison/responses/keyMap';
import { saveKeys } from '../../../webview/figures/saveKeys';
import { commandLinePage } from './commandLinePage';
import { extensionPage, type PageKeys } from './extensionPage';
import { glensPage } from './glensPage';
import { pageText, type Page } from './markdown';
import { schemaPage } from './schemaPage';
import type { JsonSchema } from './schemaType';

/** Written by hand, in the order in which a user meets them. */
export const questions = [
  'compare-checkpoints',
  'read-a-result',
  'how-many-prompts',
  'trust-the-judge',
  'own-prompts',
  'servers-and-answers',
  'memory-and-precision',
  'stop-regressions',
  'share-results',
  'where-it-moved',
  'train-and-watch',
  'audit-a-reward',
  'train-on-a-cluster',
  'when-it-fails',
] as const;

const pageKeys: readonly PageKeys[] = [
  {
    where: 'the Responses tab of a comparison',
    keys: Object.entries(keyActions).map(([key, { label }]) => [key, label]),
  },
  {
    where: 'a figure or table that has the focus; with Shift in the theme’s colours',
    keys: Object.entries(saveKeys).map(([format, key]) => [key, `Save as ${format.toUpperCase()}`]),
  },
];

/** Path within media/docs, with `/` → text. @param root of the repository */
export function documentationPages(root: string): ReadonlyMap<string, string> {
  const reference = referencePages(root);
  const pages = new Map(
    [...reference].map(([name, page]): [string, string] => [`reference/${name}.md`, pageText(page)]),
  );
  return pages.set('README.md', index(root, reference));
}

function referencePages(root: string): ReadonlyMap<string, Page> {
  const published = (name: string): JsonSchema =>
    JSON.parse(readFileSync(join(root, 'media', 'schemas', `${name}.schema.json`), 'utf8')) as JsonSchema;
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const json = (name: string, command: string, title: string): Page =>
    schemaPage(published(name), {
      title: `JSON: ${title}`,
      intro: `What \`${command}\` prints; its schema is \`media/schemas/${name}.schema.json\`. Keys may be added, none is renamed without another version.`,
    });
  return new Map<string, Page>([
    ['command-line', commandLinePage(commandLine())],
    ['extension', extensionPage(manifest, pageKeys)],
    ['glens', glensPage()],
    [
      'train',
      schemaPage(published('train'), {
        title: '*.train.json: a training run',
        intro:
          'Keys are TRL’s where TRL has them. The schema is `media/schemas/train.schema.json`; the editor completes and explains it.',
      }),
    ],
    [
      'sweep',
      schemaPage(inputSchema(sweepSchema), {
        title: '*.sweep.json: many training runs',
        intro: 'Every combination of algorithms, models, data and seeds is a run (`guardrail-lens sweep`).',
      }),
    ],
    [
      'gate',
      schemaPage(published('gate'), {
        title: '*.gate.json: a policy of gates',
        intro: 'The schema is `media/schemas/gate.schema.json`.',
      }),
    ],
    [
      'suite',
      schemaPage(inputSchema(suiteManifestSchema), {
        title: 'manifest.json: a suite of prompts',
        intro:
          'Lies in a folder with `prompts.jsonl` ([how its rows look](../own-prompts.md)). Keys that are not here are ignored.',
      }),
    ],
    [
      'guard',
      schemaPage(inputSchema(guardSpecSchema), {
        title: 'A guard model as a judge',
        intro:
          'How a guard checkpoint is asked and what its answers mean: `--judge guard:my-guard.json@./checkpoint`. `media/judges/guard.example.json` is one to copy.',
      }),
    ],
    [
      'targets',
      schemaPage(inputSchema(targetsFileSchema), {
        title: 'targets.json: clusters',
        intro:
          'In `guardrail-lens` in your configuration folder (`~/.config`, `%APPDATA%`), or where `GLENS_TARGETS_FILE` says. No workspace and no other file can name a cluster.',
      }),
    ],
    ['comparison-json', json('comparison', 'guardrail-lens compare --json', 'a comparison')],
    [
      'matrix-json',
      json('matrix', 'guardrail-lens compare --json', 'a comparison of several tuned checkpoints'),
    ],
    ['theory-json', json('theory', 'guardrail-lens theory --json', 'drift beside theory')],
    ['audit-json', json('audit', 'guardrail-lens audit --json', 'a reward audit')],
    ['sweep-json', json('sweep', 'guardrail-lens sweep --json', 'a sweep')],
    [
      'verify',
      schemaPage(published('verify'), {
        title: 'guardrail-lens verify: lines in, lines out',
        intro: 'JSON Lines on standard input and output. The schema is `media/schemas/verify.schema.json`.',
      }),
    ],
  ]);
}

/** As a user writes it: what has a default may be left out. */
function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as JsonSchema;
}

function index(root: string, reference: ReadonlyMap<string, Page>): string {
  const asked = questions.map((name) => {
    const text = readFileSync(join(root, 'media', 'docs', `${name}.md`), 'utf8');
    return `- [${/^# (.+)$/mu.exec(text)?.[1] ?? name}](${name}.md)`;
  });
  const remedies = [...new Set(safeguards.map(({ page }) => page))].map((name) => {
    const text = readFileSync(join(root, 'media', 'docs', 'safeguards', `${name}.md`), 'utf8');
    return `- [${/^# (.+)$/mu.exec(text)?.[1] ?? name}](safeguards/${name}.md)`;
  });
  const looked = [...reference].map(([name, { title }]) => `- [${title}](reference/${name}.md)`);
  return pageText({
    title: 'Documentation of Guardrail Lens',
    intro: 'In VS Code: _Guardrail Lens: Documentation…_',
    body: `## Questions\n\n${asked.join('\n')}\n\n## Safeguards\n\n${remedies.join('\n')}\n\n## Reference\n\n${looked.join('\n')}`,
  });
}
