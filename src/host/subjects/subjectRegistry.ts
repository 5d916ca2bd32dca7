// Everything that can be chosen for a side of a comparison: the checkpoints, the models of the added servers, and the
// added files of responses.
import { commands, EventEmitter, workspace } from 'vscode';
import type { CheckpointEntry } from '../checkpoints/checkpointEntry';
import type { PolicyEntry } from '../checkpoints/policyEntry';
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
  readonly policies: readonly PolicyEntry[];
}

export class SubjectRegistry extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;

  constructor(
    readonly checkpoints: CheckpointRegistry,
    readonly servers: EndpointServers,
  ) {
    super();
    const changed = (): void => {
      this.changed.fire();
      void this.offer();
    };
    this.register(checkpoints.onDidChange(changed));
    this.register(servers.onDidChange(changed));
    this.register(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${section}.responseFiles`)) changed();
      }),
    );
  }

  /** Tells the menus what there is. */
  async offer(): Promise<void> {
    const offers = {
      hasEndpoints: (await this.servers.list()).length > 0,
      hasResponses: readSettings().responseFiles.length > 0,
    };
    for (const [key, value] of Object.entries(offers)) {
      await commands.executeCommand('setContext', `${section}.${key}`, value);
    }
  }

  /** Empty in an untrusted workspace. */
  async listed(): Promise<ListedSubjects> {
    if (!workspace.isTrusted) return { checkpoints: [], servers: [], responses: [], policies: [] };
    return {
      checkpoints: await this.checkpoints.list(),
      servers: await this.servers.list(),
      responses: readSettings().responseFiles,
      policies: await this.checkpoints.policies(),
    };
  }

  /** In the order of the tree, but the built-in checkpoints last, and none that cannot be used. */
  async list(): Promise<readonly SubjectEntry[]> {
    const { checkpoints, servers, responses } = await this.listed();
    const usable = checkpoints.filter(({ problem }) => problem === undefined);
    const choices = usable.map((entry): SubjectEntry => ({ kind: 'checkpoint', entry }));
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

  /** With control policies, which come last: they answer no prompts. */
  async withPolicies(): Promise<readonly SubjectEntry[]> {
    const { policies } = await this.listed();
    return [...(await this.list()), ...policies.map((entry): SubjectEntry => ({ kind: 'policy', entry }))];
  }
}
