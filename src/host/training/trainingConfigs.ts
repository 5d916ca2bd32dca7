// The configurations of training runs in the workspace.
import { workspace, type Uri } from 'vscode';

const pattern = '**/*.train.json';
const exclude = '**/{node_modules,.git}/**';
const mostFiles = 500;

export async function findConfigs(): Promise<readonly Uri[]> {
  return (await workspace.findFiles(pattern, exclude, mostFiles)).filter(isTrainingConfig);
}

/** Not the copy in a run's folder: it is of that run alone, and the paths in it count from where it was made. */
export function isTrainingConfig({ scheme, path }: Uri): boolean {
  return scheme === 'file' && path.endsWith('.train.json') && !path.endsWith('/config.train.json');
}
