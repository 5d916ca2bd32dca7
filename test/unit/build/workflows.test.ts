// The repository's own workflows: YAML whose actions are pinned to a commit, whose scripts are there, and which cover what the
// product is packed for.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { targets } from '../../../src/build/platforms.mjs';
import { repositoryPath } from '../../support/paths';
import { readYaml } from '../../support/readYaml';

const stepSchema = z.looseObject({ uses: z.string().optional(), run: z.string().optional() });
const workflowSchema = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({
      needs: z.unknown().optional(),
      strategy: z.looseObject({ matrix: z.record(z.string(), z.unknown()) }).optional(),
      'timeout-minutes': z.string(),
      steps: z.array(stepSchema).min(1),
    }),
  ),
});
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')));
const files = globSync('.github/workflows/*.yml', { cwd: repositoryPath('') }).sort();
const workflows = files.map((file) => {
  const text = readFileSync(repositoryPath(file), 'utf8');
  return { name: basename(file), text, workflow: workflowSchema.parse(readYaml(text)) };
});

test('are a test and a release', () => {
  expect(workflows.map(({ name }) => name)).toEqual(['release.yml', 'test.yml']);
});

describe.each(workflows)('$name', ({ text, workflow }) => {
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test('may read the repository and no more', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(text.match(/permissions:/gu)).toHaveLength(1);
  });

  test('runs commands, and actions of one commit whose version stands beside it', () => {
    for (const { uses, run } of steps) {
      expect([uses, run].filter((part) => part !== undefined)).toHaveLength(1);
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/u);
    }
    const pins = [...text.matchAll(/uses: (\S+)(.*)$/gmu)];
    expect(pins.length).toBe(steps.filter(({ uses }) => uses !== undefined).length);
    for (const [, , comment] of pins) expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/u);
  });

  test('calls scripts and names files that are there', () => {
    for (const { run = '' } of steps) {
      for (const [, script = ''] of run.matchAll(/npm run ([\w:]+)/gu))
        expect(Object.keys(scripts)).toContain(script);
      for (const [path] of run.matchAll(/\btest\/[\w/.-]+/gu)) {
        expect(globSync(`${path}*`, { cwd: repositoryPath('') })).not.toEqual([]);
      }
    }
  });
});

test('everything is tested on Linux, macOS and Windows, with each Node that the scripts run on', () => {
  const matrix = jobOf('test.yml', 'test').strategy?.matrix;
  expect(matrix).toMatchObject({
    os: ['ubuntu-latest', 'macos-latest', 'windows-latest'],
    node: ['20', '22', '24'],
  });
});

test('what is released is tried on every platform, and published by hand alone, after that', () => {
  const { matrix } = jobOf('release.yml', 'try').strategy ?? { matrix: {} };
  const tried = z.array(z.looseObject({ target: z.string() })).parse(matrix['include']);
  expect(tried.map(({ target }) => target)).toEqual(targets);
  const publish = jobOf('release.yml', 'publish');
  expect(publish.needs).toEqual(['build', 'try']);
  expect(publish['if']).toBe("${{ github.event_name == 'workflow_dispatch' && inputs.publish }}");
  // Secrets go to the steps that publish, by the environment, never onto a command line.
  for (const { text } of workflows) {
    for (const line of text.split('\n').filter((one) => one.includes('secrets.'))) {
      expect(line).toMatch(/^ {10}[A-Z_]+: \$\{\{ secrets\.[A-Z_]+ \}\}$/u);
    }
  }
  expect(workflows[0]?.text.indexOf('secrets.')).toBeGreaterThan(
    workflows[0]?.text.indexOf('  publish:') ?? -1,
  );
});

function jobOf(name: string, job: string): z.infer<typeof workflowSchema>['jobs'][string] {
  const found = workflows.find((one) => one.name === name)?.workflow.jobs[job];
  if (found === undefined) throw new Error(`${name} has no job ${job}.`);
  return found;
}
