// The example of a GitHub workflow: YAML whose references hold, and whose commands do with this command line what they say.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkpointPath, repositoryPath } from '../../support/paths';
import { readYaml } from '../../support/readYaml';
import { scratchFolder } from '../../support/scratch';

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: { readonly guardrails: { readonly steps: readonly Step[] } };
}

const text = readFileSync(repositoryPath('media/ci/guardrails.yml'), 'utf8');
const workflow = readYaml(text) as unknown as Workflow;
const { steps } = workflow.jobs.guardrails;
/** What GitHub sets for every step. */
const given = ['GITHUB_STEP_SUMMARY'];

test('each step runs a command or uses an action of one version', () => {
  expect(steps.length).toBeGreaterThan(4);
  for (const { uses, run } of steps) {
    expect([uses, run].filter((part) => part !== undefined)).toHaveLength(1);
    if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
  }
});

test('variables and steps that are named are there', () => {
  for (const { run = '', env = {} } of steps) {
    const known = [...Object.keys(workflow.env), ...Object.keys(env), ...given];
    for (const [, name = ''] of run.matchAll(/\$(\w{2,})/g)) expect(known).toContain(name);
  }
  const ids = steps.flatMap(({ id }) => id ?? []);
  for (const [, id = ''] of text.matchAll(/steps\.(\w+)\./g)) expect(ids).toContain(id);
});

describe.skipIf(process.platform === 'win32')('its commands', () => {
  const folder = scratchFolder();
  const summary = join(folder, 'step-summary.md');
  const runStep = (name: string): { status: number | null; stderr: string } => {
    const run = steps.find((step) => step.name === name)?.run ?? 'exit 99';
    return spawnSync('bash', ['-e', '-c', run], {
      ...{ cwd: folder, encoding: 'utf8' },
      env: {
        ...process.env,
        ...{ BASE: checkpointPath('llama'), TUNED: checkpointPath('llama-lora') },
        ...{ GATE: 'guardrails.gate.json', GITHUB_STEP_SUMMARY: summary },
        PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter),
      },
    });
  };
  beforeAll(() => {
    mkdirSync(join(folder, 'lens', 'extension'), { recursive: true });
    symlinkSync(repositoryPath('dist'), join(folder, 'lens', 'extension', 'dist'));
    symlinkSync(repositoryPath('media'), join(folder, 'lens', 'extension', 'media'));
    // The same comparison in small.
    mkdirSync(join(folder, 'bin'));
    const node = join(folder, 'bin', 'node');
    const few = '[ "$2" = compare ] && set -- "$@" --limit 2 --max-new-tokens 8';
    writeFileSync(node, `#!/bin/sh\n${few}\nexec "${process.execPath}" "$@"\n`);
    chmodSync(node, 0o755);
  });

  test('stop at a gate that fails, and summarize all the same', () => {
    writeFileSync(join(folder, 'guardrails.gate.json'), '{"fail_if": ["unusable >= 0%"]}');
    const compared = runStep('Compare');
    expect(compared.status, compared.stderr).toBe(3);
    for (const name of ['guardrails.glens', 'guardrails.html', 'gates.xml'])
      expect(existsSync(join(folder, name)), name).toBe(true);
    const summarized = runStep('Summarize');
    expect(summarized.status, summarized.stderr).toBe(0);
    const markdown = readFileSync(join(folder, 'guardrails.md'), 'utf8');
    expect(markdown).toMatch(/^## Guardrail Lens: .*\n\n\*\*/);
    expect(markdown).toContain('**FAILED** unusable');
    expect(readFileSync(summary, 'utf8')).toBe(markdown);
  });
});
