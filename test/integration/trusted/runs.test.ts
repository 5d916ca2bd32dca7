// Runs across the death of the engine, and across a window reload.
import assert from 'node:assert/strict';
import { EngineService } from '../../../src/host/engineService';
import { RunService } from '../../../src/host/comparisons/runService';
import type { ComparisonSpec, RunProgress } from '../../../src/protocol/comparison';
import { defaultGenerationSettings } from '../../../src/protocol/generation';
import { dataPath, memoryMemento, noEndpoints, theExtension, workspacePath } from '../support';

const spec: ComparisonSpec = {
  base: { kind: 'checkpoint', path: workspacePath('models', 'llama') },
  tuned: {
    kind: 'checkpoint',
    path: workspacePath('models', 'llama-lora'),
    basePath: workspacePath('models', 'llama'),
  },
  suites: ['glens-overrefusal'],
  attacks: [],
  limit: null,
  settings: { ...defaultGenerationSettings, maxNewTokens: 64, batchSize: 4 },
  judges: [{ kind: 'rules' }],
  control: false,
};

describe('a run', () => {
  let engine: EngineService;
  beforeEach(() => (engine = new EngineService(theExtension().extensionPath)));
  afterEach(() => engine.dispose());

  it('goes on when the engine is killed in the middle', async () => {
    const path = dataPath('killed.glens');
    await engine.request('createComparison', { path, spec, apiKeys: {} });
    const runs = new RunService(engine, memoryMemento(), noEndpoints, () => Promise.resolve());
    const killed = inTheMiddle(runs, async () => {
      const pid = await engine.running().pid();
      assert.ok(pid);
      process.kill(pid, 'SIGKILL');
    });
    await runs.resume(path);
    await killed;
    const facts = await engine.request('describeComparison', { path });
    assert.equal(facts.status, 'complete');
    assert.equal(facts.responses, facts.expectedResponses);
    runs.dispose();
  });

  it('is remembered when the window goes away, and taken up by the next', async () => {
    const path = dataPath('reloaded.glens');
    const memento = memoryMemento();
    await engine.request('createComparison', { path, spec, apiKeys: {} });
    const runs = new RunService(engine, memento, noEndpoints, () => Promise.resolve());
    const gone = inTheMiddle(runs, () => {
      // What is remembered at this moment is what a window finds that opens after this one was closed.
      const next = memoryMemento();
      for (const key of memento.keys()) void next.update(key, memento.get(key));
      engine.dispose();
      return Promise.resolve(next);
    });
    await assert.rejects(runs.resume(path));
    const nextEngine = new EngineService(theExtension().extensionPath);
    const nextRuns = new RunService(nextEngine, await gone, noEndpoints, () => Promise.resolve());
    assert.deepEqual(nextRuns.interrupted(), [path]);
    await nextRuns.resume(path);
    assert.equal((await nextEngine.request('describeComparison', { path })).status, 'complete');
    nextRuns.dispose();
    nextEngine.dispose();
    runs.dispose();
  });

  it('can be stopped and keeps what it has', async () => {
    const path = dataPath('stopped.glens');
    await engine.request('createComparison', { path, spec, apiKeys: {} });
    const runs = new RunService(engine, memoryMemento(), noEndpoints, () => Promise.resolve());
    const stopped = inTheMiddle(runs, () => {
      runs.stop(path);
      return Promise.resolve();
    });
    await assert.rejects(runs.resume(path), { code: 'cancelled' });
    await stopped;
    const facts = await engine.request('describeComparison', { path });
    assert.ok(facts.responses > 0 && facts.responses < facts.expectedResponses);
    assert.deepEqual(runs.running(), []);
    runs.dispose();
  });
});

/** Does something once, when some responses are there and some are missing. */
function inTheMiddle<T>(runs: RunService, act: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const subscription = runs.onProgress(({ progress }) => {
      if (progress === null || !isMiddle(progress)) return;
      subscription.dispose();
      act().then(resolve, reject);
    });
  });
}

function isMiddle({ phase, done, total }: RunProgress): boolean {
  return (phase === 'base' || phase === 'tuned') && done >= total / 8 && done < total;
}
