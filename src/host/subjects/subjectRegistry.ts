// Everything that can be chosen for a side of a comparison: the checkpoints, the models of the added servers, and the
// added files of responses.
import { EventEmitter, workspace } from 'vscode';
import type { CheckpointEntry } from '../checkpoints/checkpointEntry';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import { DisposableOwner } from '../disposables';
import type { EndpointServer, EndpointServers } from '../endpoints/endpointServers';
import { readSettings, section } from '../settings';
import type { SubjectEntry } from './subjectEntry';

export interface ListedSubjects {
  readonly checkpoints: readonly CheckpointEntry[];
  readonly servers: readonly EndpointServer[];
  /** Paths. */
  readonly responses: readonly string[];
}

export class SubjectRegistry extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;

  constructor(
    readonly checkpoints: CheckpointRegistry,
    readonly servers: EndpointServers,
  ) {
    super();
    this.register(checkpoints.onDidChange(() => this.changed.fire()));
    this.register(servers.onDidChange(() => this.changed.fire()));
    this.register(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${section}.responseFiles`)) this.changed.fire();
      }),
    );
  }

  /** Empty in an untrusted workspace. */
  async listed(): Promise<ListedSubjects> {
    if (!workspace.isTrusted) return { checkpoints: [], servers: [], responses: [] };
    return {
      checkpoints: await this.checkpoints.list(),
      servers: await this.servers.list(),
      responses: readSettings().responseFiles,
    };
  }

  /** In the order of the tree, but the built-in checkpoints last. */
  async list(): Promise<readonly SubjectEntry[]> {
    const { checkpoints, servers, responses } = await this.listed();
    const choices = checkpoints.map((entry): SubjectEntry => ({ kind: 'checkpoint', entry }));
    const isBuiltIn = (subject: SubjectEntry): boolean =>
      subject.kind === 'checkpoint' && subject.entry.builtIn;
    return [
      ...choices.filter((subject) => !isBuiltIn(subject)),
      ...servers.flatMap(({ url, models }) =>
        models.map((model): SubjectEntry => ({ kind: 'endpoint', url, model })),
      ),
      ...responses.map((path): SubjectEntry => ({ kind: 'responses', path })),
      ...choices.filter(isBuiltIn),
    ];
  }
}
