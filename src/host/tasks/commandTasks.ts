// Tasks that run the command line of this extension: the gates of each comparison, and any command of a `tasks.json`. The
// problem matcher `$guardrail-lens` makes problems of gates that failed.
import { join } from 'node:path';
import { ProcessExecution, Task, TaskScope, workspace, type TaskDefinition, type TaskProvider } from 'vscode';
import type { ComparisonRegistry } from '../comparisons/comparisonRegistry';

export const taskType = 'guardrailLens';

interface CommandTask extends TaskDefinition {
  readonly command: string;
  readonly args: readonly string[];
}

export class CommandTasks implements TaskProvider {
  constructor(
    private readonly comparisons: Pick<ComparisonRegistry, 'list'>,
    private readonly extensionFolder: string,
  ) {}

  /** A report of each comparison, which fails where one of its gates does. */
  async provideTasks(): Promise<Task[]> {
    const paths = await this.comparisons.list();
    return paths.map((path) => {
      const file = workspace.asRelativePath(path);
      return this.task({ type: taskType, command: 'report', args: [file] }, `report ${file}`);
    });
  }

  resolveTask({ definition, name }: Task): Task | undefined {
    const { command, args = [] } = definition as Partial<CommandTask>;
    if (typeof command !== 'string' || !Array.isArray(args)) return undefined;
    return this.task({ ...definition, command, args: args.map(String) }, name);
  }

  private task(definition: CommandTask, name: string): Task {
    const cli = join(this.extensionFolder, 'dist', 'cli.mjs');
    const run = new ProcessExecution(process.execPath, [cli, definition.command, ...definition.args], {
      env: { ELECTRON_RUN_AS_NODE: '1' },
    });
    return new Task(definition, TaskScope.Workspace, name, 'guardrail-lens', run, '$guardrail-lens');
  }
}
