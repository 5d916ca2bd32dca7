// Tasks: the report of each comparison by itself, the problems that its gates become, and those of a tasks.json.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, languages, ProcessExecution, tasks, type Diagnostic, type Task } from 'vscode';
import { EngineService } from '../../../src/host/engineService';
import { RunService } from '../../../src/host/comparisons/runService';
import { defaultGenerationSettings } from '../../../src/protocol/generation';
import { eventually, fileUri, memoryMemento, noEndpoints, theExtension, workspacePath } from '../support';

const gates = { failing: 'unusable >= 0%', passing: 'notes.error > 0' };

describe('tasks', () => {
  before(async function () {
    if (!hasTerminals()) {
      console.log(
        '    skipped: this VS Code was installed without the module that starts the processes of its terminals',
      );
      this.skip();
    }
    await theExtension().activate();
    for (const [name, gate] of Object.entries(gates)) await compare(`${name}.glens`, gate);
  });
  after(() => {
    for (const name of Object.keys(gates)) rmSync(workspacePath(`${name}.glens`), { force: true });
  });

  it('make problems of gates that fail, at the comparison’s file', async () => {
    assert.equal(await exitCodeOf(await reportOf('failing.glens')), 3);
    const [problem] = await eventually('the problem', () => {
      const found = gateProblems('failing.glens');
      return found.length > 0 ? found : undefined;
    });
    assert.match(problem?.message ?? '', /^--fail-if "unusable >= 0%": unusable is \d/);
  });

  it('make none of gates that pass', async () => {
    assert.equal(await exitCodeOf(await reportOf('passing.glens')), 0);
    assert.deepEqual(gateProblems('passing.glens'), []);
  });
});

describe('tasks of a tasks.json', () => {
  const type = 'guardrailLens';
  before(async () => {
    await theExtension().activate();
    mkdirSync(workspacePath('.vscode'), { recursive: true });
    const written = [
      { label: 'what there is to run', type, command: 'suites', args: ['--json'] },
      { label: 'what this checkpoint is', type, command: 'inspect', args: ['models/llama'] },
      { label: 'no list of arguments', type, command: 'inspect', args: 'models/llama' },
    ];
    writeFileSync(
      workspacePath('.vscode', 'tasks.json'),
      JSON.stringify({ version: '2.0.0', tasks: written }),
    );
  });
  after(() => {
    rmSync(workspacePath('.vscode'), { recursive: true });
  });

  it('are listed under their labels, and run the command line of this extension', async () => {
    for (const [label, args] of [
      ['what there is to run', ['suites', '--json']],
      ['what this checkpoint is', ['inspect', 'models/llama']],
    ] as const) {
      const { execution } = await taskNamed(label);
      assert.ok(execution instanceof ProcessExecution);
      const [cli, ...rest] = execution.args;
      assert.deepEqual(rest, args);
      assert.equal(cli, join(theExtension().extensionPath, 'dist', 'cli.mjs'));
    }
    const all = await tasks.fetchTasks({ type });
    assert.ok(!all.some(({ name }) => name === 'no list of arguments'));
  });

  it('end with the exit code of the command', async function () {
    if (!hasTerminals()) this.skip();
    assert.equal(await exitCodeOf(await taskNamed('what this checkpoint is')), 0);
  });
});

/** A task runs in a terminal; the module is built when VS Code is installed, or comes built for some machines. */
function hasTerminals(): boolean {
  const built = ['Release', `${process.platform}-${process.arch}`];
  return ['node_modules', 'node_modules.asar.unpacked']
    .map((folder) => join(env.appRoot, folder, 'node-pty'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    .some((path) => path.endsWith('pty.node') && built.some((part) => path.includes(part)));
}

/** Two prompts with a gate, which the file keeps. */
async function compare(name: string, gate: string): Promise<void> {
  const path = workspacePath(name);
  const basePath = workspacePath('models', 'llama');
  const engine = new EngineService(theExtension().extensionPath);
  const runs = new RunService(engine, memoryMemento(), noEndpoints, () => Promise.resolve());
  try {
    const spec = {
      base: { kind: 'checkpoint', path: basePath },
      tuned: { kind: 'checkpoint', path: workspacePath('models', 'llama-lora'), basePath },
      ...{ suites: ['glens-overrefusal'], attacks: [], limit: 2, control: false, failIf: [gate] },
      settings: { ...defaultGenerationSettings, maxNewTokens: 8 },
      judges: [{ kind: 'rules' }],
    } as const;
    await engine.request('createComparison', { path, spec, apiKeys: {} });
    await runs.resume(path);
  } finally {
    runs.dispose();
    engine.dispose();
  }
}

/** As the extension provides it, without a tasks.json. */
function reportOf(name: string): Promise<Task> {
  return taskNamed(`report ${name}`);
}

function taskNamed(name: string): Promise<Task> {
  return eventually(`the task "${name}"`, async () =>
    (await tasks.fetchTasks({ type: 'guardrailLens' })).find((task) => task.name === name),
  );
}

function exitCodeOf(task: Task): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const ended = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task.name) return;
      ended.dispose();
      resolve(exitCode);
    });
    tasks.executeTask(task).then(undefined, reject);
  });
}

function gateProblems(name: string): readonly Diagnostic[] {
  return languages
    .getDiagnostics(fileUri(workspacePath(name)))
    .filter(({ source }) => source === 'Guardrail Lens');
}
