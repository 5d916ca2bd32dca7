// The extension's engine: started at the first request, started anew when its settings change.
import { join } from 'node:path';
import { window, workspace, type LogOutputChannel } from 'vscode';
import { EngineClient, type RequestOptions } from '../client/engineClient';
import type { ParamsOf, ProgressOf, RequestName, ResultOf } from '../protocol/contracts';
import { visibleText } from '../safety/presentation/visibleText';
import { commandLine } from './commandLine';
import { DisposableOwner } from './disposables';
import { inertMessage } from './inertText';
import { readSettings, section } from './settings';

export class EngineService extends DisposableOwner {
  private client: EngineClient | null = null;
  private readonly log: LogOutputChannel;
  private readonly told = new Set<string>();

  constructor(private readonly extensionFolder: string) {
    super();
    this.log = this.register(window.createOutputChannel('Guardrail Lens', { log: true }));
    this.register(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${section}.engine`)) this.restart();
      }),
    );
  }

  request<Name extends RequestName>(
    name: Name,
    params: ParamsOf<Name>,
    options: RequestOptions<ProgressOf<Name>> = {},
  ): Promise<ResultOf<Name>> {
    return this.running().request(name, params, options);
  }

  /** The client itself, for what drives several requests. */
  running(): EngineClient {
    this.client ??= this.create();
    return this.client;
  }

  /** Another engine with the same settings, for what keeps one busy. The caller disposes of it. */
  separate(): EngineClient {
    return this.create();
  }

  /** How a terminal on this machine runs the command line of this extension. */
  commandLine(): string {
    return commandLine(this.extensionFolder);
  }

  showLog(): void {
    this.log.show(true);
  }

  note(line: string): void {
    this.log.info(line);
  }

  override dispose(): void {
    this.client?.dispose();
    super.dispose();
  }

  /** Once each: every engine of a session says the same. */
  private tell(sentence: string): void {
    this.log.info(sentence);
    if (this.told.has(sentence)) return;
    this.told.add(sentence);
    void window.showInformationMessage(inertMessage(sentence));
  }

  private restart(): void {
    this.client?.dispose();
    this.client = null;
  }

  private create(): EngineClient {
    const settings = readSettings();
    return new EngineClient(
      {
        enginePath: join(this.extensionFolder, 'dist', 'engine.mjs'),
        execPath: process.execPath,
        env: process.env,
        log: (line) => this.log.info(visibleText(line)),
        note: (sentence) => this.tell(visibleText(sentence)),
      },
      {
        memoryLimit: settings.memoryLimit === null ? null : settings.memoryLimit * 1e9,
        provider: settings.executionProvider,
        mediaFolder: join(this.extensionFolder, 'media'),
      },
    );
  }
}
