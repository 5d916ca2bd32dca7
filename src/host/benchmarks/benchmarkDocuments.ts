// Benchmarks as read-only documents, with the editor's own search. Harmful prompts are covered until they are asked for,
// which holds for the window; lenses above the text show them and start a comparison.
import {
  CodeLens,
  EventEmitter,
  Range,
  Uri,
  type CodeLensProvider,
  type TextDocumentContentProvider,
} from 'vscode';
import { toErrorData } from '../../protocol/errors';
import type { Suite } from '../../protocol/suites';
import { suiteText } from '../../safety/presentation/suiteText';
import { suiteSources } from '../commands/suiteSources';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { readSettings } from '../settings';

export const benchmarkScheme = 'guardrail-lens-benchmark';

/** The ending chooses the language, whose lines wrap. */
export function benchmarkUri(id: string): Uri {
  return Uri.from({ scheme: benchmarkScheme, path: `/${id}.glens-benchmark` });
}

/** Of an address that `benchmarkUri` made. */
export function benchmarkOf({ path }: Uri): string {
  return path.slice(1).replace(/\.glens-benchmark$/, '');
}

export class BenchmarkDocuments
  extends DisposableOwner
  implements TextDocumentContentProvider, CodeLensProvider
{
  private readonly changed = this.register(new EventEmitter<Uri>());
  readonly onDidChange = this.changed.event;
  private readonly lensesChanged = this.register(new EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.lensesChanged.event;
  /** Ids of those whose harmful prompts are shown. */
  private readonly shown = new Set<string>();

  constructor(private readonly engine: EngineService) {
    super();
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    try {
      const suite = await this.read(benchmarkOf(uri));
      return suiteText(suite, this.isCovered(suite));
    } catch (error) {
      const { message, advice } = toErrorData(error);
      return `${message}\n${advice}\n`;
    }
  }

  async provideCodeLenses({ uri }: { readonly uri: Uri }): Promise<CodeLens[]> {
    const id = benchmarkOf(uri);
    const { manifest } = await this.read(id);
    const top = new Range(0, 0, 0, 0);
    const lens = (title: string, command: string): CodeLens =>
      new CodeLens(top, { title, command: `guardrailLens.${command}`, arguments: [uri] });
    const harmful = manifest.kind === 'harmful' && readSettings().maskHarmful;
    return [
      ...(harmful
        ? [
            lens(
              this.shown.has(id) ? '$(eye-closed) Cover Prompts' : '$(eye) Show Harmful Prompts',
              'revealBenchmark',
            ),
          ]
        : []),
      lens('$(git-compare) Compare on This Benchmark…', 'compareOnBenchmark'),
    ];
  }

  /** Shows what is covered, or covers it again. */
  toggle(uri: Uri): void {
    const id = benchmarkOf(uri);
    if (!this.shown.delete(id)) this.shown.add(id);
    this.changed.fire(uri);
    this.lensesChanged.fire();
  }

  private isCovered({ manifest }: Suite): boolean {
    return manifest.kind === 'harmful' && readSettings().maskHarmful && !this.shown.has(manifest.id);
  }

  private async read(id: string): Promise<Suite> {
    const { suiteSource } = await suiteSources(this.engine, readSettings().benchmarkPaths);
    return this.engine.request('readSuite', { source: suiteSource.get(id) ?? id });
  }
}
