// Training runs by processes of their own: started, followed, stopped, resumed, and found again by the next window.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticSeverity, languages, window, workspace, type Memento } from 'vscode';
import { Clusters } from '../../../src/host/clusters/clusters';
import { EngineService } from '../../../src/host/engineService';
import { TrainingRegistry } from '../../../src/host/training/trainingRegistry';
import type { TrainingRun } from '../../../src/host/training/trainingRun';
import { TrainingRuns } from '../../../src/host/training/trainingRuns';
import { TrainingView } from '../../../src/host/training/trainingView';
import type { TrainingRunFacts } from '../../../src/protocol/training';
import {
  closeTabs,
  dataPath,
  eventually,
  fileUri,
  itemText,
  memoryMemento,
  theExtension,
  workspacePath,
} from '../support';

const config = {
  model: workspacePath('models', 'llama'),
  algorithm: 'grpo',
  seed: 7,
  data: { type: 'arithmetic', digits: 2, operators: ['+'], size: 50, test_size: 10 },
  rewards: [{ verifier: 'regex', pattern: '[a-m]' }],
  // More than any of these tests waits for.
  max_steps: 5000,
  num_generations: 2,
  generation_batch_size: 4,
  max_completion_length: 4,
  lora: { r: 2, lora_alpha: 4 },
  save: { steps: 20 },
};

const noKeys = {
  of: () => Promise.resolve({}),
  has: () => Promise.resolve(false),
  ask: () => Promise.resolve(false),
};

/** What one window has; another one has the same memento. */
function openWindow(memento: Memento): {
  engine: EngineService;
  registry: TrainingRegistry;
  runs: TrainingRuns;
} {
  const engine = new EngineService(theExtension().extensionPath);
  const registry = new TrainingRegistry(memento);
  return {
    engine,
    registry,
    runs: new TrainingRuns(
      engine,
      registry,
      memento,
      theExtension().extensionPath,
      new Clusters(engine, noKeys, dataPath('logs')),
    ),
  };
}

describe('a training run', function () {
  // Processes that train take their time on a machine with other work.
  this.timeout(120_000);
  const memento = memoryMemento();
  const folder = dataPath('training');
  const configPath = join(folder, 'tiny.train.json');
  let here: ReturnType<typeof openWindow>;
  let run: TrainingRun;
  let stoppedAt = 0;

  before(() => {
    mkdirSync(folder);
    writeFileSync(configPath, JSON.stringify(config));
    here = openWindow(memento);
  });
  after(() => {
    // Whatever the tests above came to, no process is left.
    endProcessOf(join(folder, 'tiny'));
    here.runs.dispose();
    here.registry.dispose();
    here.engine.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('starts from its configuration and is followed step by step', async () => {
    run = await here.runs.start(configPath);
    assert.equal(run.folder, join(folder, 'tiny'));
    // From the first moment on, although its process has not written anything yet.
    assert.equal(run.live, true);
    await reached(run, ({ step }) => step >= 2);
    assert.deepEqual(here.runs.live(), [run]);
  });

  it('stands in the list with its progress and what can be done', async () => {
    const view = new TrainingView(here.registry, here.runs, here.engine);
    const nodes = await view.getChildren();
    const node = nodes.find((one) => 'folder' in one && one.folder === run.folder);
    const item = await view.getTreeItem(node ?? { folder: '' });
    assert.match(itemText(item.description), /^GRPO · \d+ of 5000/);
    assert.match(item.contextValue ?? '', /live/);
    view.dispose();
  });

  it('goes on when the window is gone, and is found by the next', async () => {
    here.runs.dispose();
    here.registry.dispose();
    here.engine.dispose();
    const next = memoryMemento();
    for (const key of memento.keys()) await next.update(key, memento.get(key));
    here = openWindow(next);
    await here.runs.reattach();
    run = here.runs.of(join(folder, 'tiny'));
    assert.notEqual(run.state, null);
  });

  it('stops when asked, and keeps what it has', async () => {
    assert.equal(run.live, true);
    await here.runs.control(run.folder, 'stop');
    const facts = await reached(run, ({ status }) => status !== 'running');
    assert.equal(facts.status, 'stopped');
    assert.deepEqual(facts.checkpoints.map(({ step }) => step).slice(-1), [facts.step]);
    await assert.rejects(here.runs.control(run.folder, 'pause'), { code: 'invalidRequest' });
    stoppedAt = facts.step;
  });

  it('is resumed from there, and its end is told', async () => {
    const ended = new Promise<TrainingRunFacts>((resolve) => {
      const subscription = here.runs.onDidEnd((facts) => {
        subscription.dispose();
        resolve(facts);
      });
    });
    await here.runs.resume(run.folder);
    await assert.rejects(here.runs.resume(run.folder), { code: 'storeBusy' });
    const { log } = await reached(run, ({ step }) => step > stoppedAt);
    // The steps before were not trained again.
    assert.deepEqual(
      log.slice(0, stoppedAt).map(({ step }) => step),
      Array.from({ length: stoppedAt }, (_, index) => index + 1),
    );
    await here.runs.control(run.folder, 'stop');
    assert.equal((await ended).status, 'stopped');
  });
});

describe('a training configuration in the editor', () => {
  const path = workspacePath('broken.train.json');
  before(() => theExtension().activate());
  after(async () => {
    await closeTabs();
    rmSync(path, { force: true });
  });

  it('shows its problems at their places', async () => {
    writeFileSync(path, JSON.stringify({ ...config, lora: { r: 16, lora_alhpa: 32 } }, null, 2));
    await window.showTextDocument(await workspace.openTextDocument(fileUri(path)));
    const found = await eventually('the problem', () =>
      languages
        .getDiagnostics(fileUri(path))
        .find(({ source, message }) => source === 'Guardrail Lens' && message.includes('lora_alpha')),
    );
    assert.equal(found.severity, DiagnosticSeverity.Error);
    const document = await workspace.openTextDocument(fileUri(path));
    assert.equal(document.getText(found.range), '"lora_alhpa"');
  });

  it('has no problem once it is right', async () => {
    writeFileSync(path, JSON.stringify(config, null, 2));
    await eventually('no problem', () =>
      languages.getDiagnostics(fileUri(path)).some(({ source }) => source === 'Guardrail Lens')
        ? undefined
        : true,
    );
  });
});

async function reached(
  run: TrainingRun,
  wanted: (facts: TrainingRunFacts) => boolean,
): Promise<TrainingRunFacts> {
  for (const started = Date.now(); Date.now() - started < 90_000;) {
    const { facts } = await run.read();
    if (wanted(facts)) return facts;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return assert.fail(`Not seen in time: ${JSON.stringify({ ...run.state?.facts, log: [] })}`);
}

function endProcessOf(folder: string): void {
  try {
    const { pid } = JSON.parse(readFileSync(join(folder, 'alive.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
  } catch {
    // None is there.
  }
}
