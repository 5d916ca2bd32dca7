// Commands about benchmarks: read one, show what is covered in it, compare on it.
import { Uri, window } from 'vscode';
import { askAndStart, type StartParts } from '../commands/startComparison';
import type { CommandHandlers } from '../commands/commandIds';
import type { BenchmarkNode } from '../views/benchmarksView';
import { benchmarkOf, benchmarkUri, type BenchmarkDocuments } from './benchmarkDocuments';

export function benchmarkCommands(
  parts: StartParts,
  documents: BenchmarkDocuments,
): Pick<CommandHandlers, 'openBenchmark' | 'revealBenchmark' | 'compareOnBenchmark'> {
  return {
    openBenchmark: (node?: BenchmarkNode) =>
      parts.actions.shown(async () => {
        if (node?.kind === 'suite') {
          await window.showTextDocument(benchmarkUri(node.suite.id), { preview: true });
        }
      }),
    revealBenchmark: (uri?: Uri) => {
      const shown = uri ?? window.activeTextEditor?.document.uri;
      if (shown !== undefined) documents.toggle(shown);
      return Promise.resolve();
    },
    compareOnBenchmark: (of?: Uri | BenchmarkNode) =>
      parts.actions.shown(async () => {
        const id = of instanceof Uri ? benchmarkOf(of) : of?.kind === 'suite' ? of.suite.id : undefined;
        await askAndStart(parts, {}, id === undefined ? undefined : [id]);
      }),
  };
}
