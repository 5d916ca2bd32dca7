// Comparisons in the Testing view. A comparison pins a pair and its benchmarks; running it compares the same pair again, as
// both are on disk now, in a file of its own beside it. Lost prompts are failed tests.
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  TestMessage,
  TestRunProfileKind,
  tests,
  Uri,
  workspace,
  type CancellationToken,
  type TestItem,
  type TestRun,
  type TestRunRequest,
} from 'vscode';
import { GuardrailError, toErrorData } from '../../protocol/errors';
import { evaluateGates } from '../../safety/analysis/gates';
import type { ComparisonRegistry } from '../comparisons/comparisonRegistry';
import type { RunService } from '../comparisons/runService';
import { DisposableOwner } from '../disposables';
import type { EndpointAccess } from '../endpoints/endpointAccess';
import type { EngineService } from '../engineService';
import { benchmarkResults } from './benchmarkResults';

/** Of a comparison that a test run made. */
const testEnding = '.test.glens';
/** As many lost prompts of a comparison are listed. */
const mostLost = 500;

export interface TestParts {
  readonly engine: EngineService;
  readonly comparisons: ComparisonRegistry;
  readonly runs: RunService;
  readonly endpoints: Pick<EndpointAccess, 'forRun'>;
}

export class ComparisonTests extends DisposableOwner {
  private readonly controller = this.register(tests.createTestController('guardrailLens', 'Guardrail Lens'));

  constructor(private readonly parts: TestParts) {
    super();
    this.controller.createRunProfile(
      'Compare Again',
      TestRunProfileKind.Run,
      (request, token) => this.run(request, token),
      true,
    );
    // Nothing is looked for before the view is shown.
    this.controller.resolveHandler = async (item) => {
      if (item === undefined) await this.list();
    };
    this.controller.refreshHandler = () => this.list();
    this.register(
      parts.comparisons.onDidChange(() => {
        if (this.controller.items.size > 0) void this.list();
      }),
    );
  }

  private async list(): Promise<void> {
    const paths = (await this.parts.comparisons.list()).filter((path) => !path.endsWith(testEnding));
    this.controller.items.replace(
      paths.map((path) => {
        const known = this.controller.items.get(path);
        return known ?? this.controller.createTestItem(path, basename(path, '.glens'), Uri.file(path));
      }),
    );
  }

  private async run(request: TestRunRequest, token: CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const chosen = (request.include ?? [...this.controller.items].map(([, item]) => item)).map(rootOf);
    for (const item of new Set(chosen)) {
      if (token.isCancellationRequested) run.skipped(item);
      else await this.compare(item, run, token);
    }
    run.end();
  }

  private async compare(item: TestItem, run: TestRun, token: CancellationToken): Promise<void> {
    const { engine, runs, endpoints } = this.parts;
    const path = item.id.replace(/\.glens$/, testEnding);
    run.started(item);
    const stop = token.onCancellationRequested(() => runs.stop(path));
    try {
      if (!workspace.isTrusted) throw untrusted();
      const { spec } = await engine.request('describeComparison', { path: item.id });
      for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
      const apiKeys = await endpoints.forRun(spec);
      await engine.request('createComparison', { path, spec, apiKeys });
      await runs.resume(path);
      const summary = await engine.request('summarizeComparison', { path });
      const { rows } = await engine.request('queryRows', {
        path,
        query: { filter: { flips: 'lost' }, sort: 'runOrder', descending: false, offset: 0, limit: mostLost },
      });
      const results = benchmarkResults(summary, rows, evaluateGates(spec, summary));
      item.children.replace([]);
      for (const { id, label, failure, lost } of results) {
        const child = this.controller.createTestItem(`${item.id} ${id}`, label, Uri.file(path));
        item.children.add(child);
        for (const prompt of lost) {
          const uri = Uri.file(path).with({ fragment: `prompt=${prompt.promptId}` });
          const one = this.controller.createTestItem(`${child.id} ${prompt.promptId}`, prompt.label, uri);
          child.children.add(one);
          run.failed(
            one,
            new TestMessage('Base handled it well, tuned did not. Its text is in the comparison.'),
          );
        }
        if (failure === null) run.passed(child);
        else run.failed(child, new TestMessage(failure));
      }
      run.appendOutput(`${summary.headline}\r\n`, undefined, item);
      if (results.every(({ failure }) => failure === null)) run.passed(item);
      else run.failed(item, new TestMessage(summary.headline));
    } catch (error) {
      const { message, advice } = toErrorData(error);
      run.errored(item, new TestMessage(`${message}\n${advice}`));
    } finally {
      stop.dispose();
    }
  }
}

function rootOf(item: TestItem): TestItem {
  let root = item;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

function untrusted(): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    'This workspace is not trusted: nothing is run in it.',
    'Trust the workspace (Manage Workspace Trust), then run the test.',
  );
}
