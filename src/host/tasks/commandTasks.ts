// Tasks that run the command line of this extension: the gates of each comparison, and any command of a `tasks.json`. The
// problem matcher `$guardrail-lens` makes problems of gates that failed.
import { join } from 'node:path';
import { ProcessExecution, Task, TaskScope, workspace, type TaskDefinition, type TaskProvider } from 'vscode';
import type { ComparisonRegistry } from '../comparisons/comparisonRegistry';

export const taskType = 'guardrailLens';

/** As a `tasks.json` may have it: written by hand. */
interface CommandTask extends TaskDefinition {
  readonly command: string;
  readonly args?: readonly unknown[];
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

  /**
   * Of a `tasks.json`. VS Code takes a task only with the very object that it gave as its definition.
   * @returns undefined for what is no command with a list of arguments
   */
  resolveTask({ definition, name }: Task): Task | undefined {
    return isCommandTask(definition) ? this.task(definition, name) : undefined;
  }

  private task(definition: CommandTask, name: string): Task {
    const cli = join(this.extensionFolder, 'dist', 'cli.mjs');
    const args = (definition.args ?? []).map(String);
    const run = new ProcessExecution(process.execPath, [cli, definition.command, ...args], {
      env: { ELECTRON_RUN_AS_NODE: '1' },
    });
    return new Task(definition, TaskScope.Workspace, name, 'guardrail-lens', run, '$guardrail-lens');
  }
}

function isCommandTask(definition: TaskDefinition): definition is CommandTask {
  const { command, args = [] } = definition as Partial<CommandTask>;
  return typeof command === 'string' && Array.isArray(args);
}
