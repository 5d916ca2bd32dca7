// Commands about clusters: adding one, testing one, training on one.
import { Uri, window } from 'vscode';
import type { ClusterTarget, TargetCheck } from '../../protocol/cluster';
import { trainerNames } from '../../safety/presentation/trainerNames';
import { targetProblems } from '../../safety/clusters/targetProblems';
import type { CommandHandlers } from '../commands/commandIds';
import { isOpenToReaders } from '../endpoints/endpointUrl';
import { inertMessage } from '../inertText';
import { overPages } from '../overPages';
import { chooseConfig } from '../training/chooseConfig';
import type { TrainingConfigNode } from '../training/trainingView';
import { askCluster, type NewCluster } from './addCluster';
import type { Clusters } from './clusters';
import { onCluster, requireTrust, trainOn, type ClusterParts } from './trainOn';

const addNow = 'Add Cluster…';
const testNow = 'Test It';
const openFile = 'Open File';

export function clusterCommands(
  parts: ClusterParts,
): Pick<CommandHandlers, 'addCluster' | 'testCluster' | 'trainOnCluster'> {
  const { clusters, actions } = parts;
  return {
    addCluster: () =>
      actions.shown(async () => {
        const added = await add(clusters);
        if (added === null) return;
        const { file, name } = added;
        const text = `${name} is in ${file}, which has further keys: env, secret_env and, for Slurm, sbatch.`;
        const choice = await window.showInformationMessage(inertMessage(text), testNow, openFile);
        if (choice === testNow) await test(clusters, name);
        if (choice === openFile) await window.showTextDocument(Uri.file(file));
      }),
    testCluster: () =>
      actions.shown(async () => {
        const target = await askTarget(clusters, 'Test Cluster');
        if (target !== null) await test(clusters, target.name);
      }),
    trainOnCluster: (of?: Uri | TrainingConfigNode) =>
      actions.shown(async () => {
        const path = await chooseConfig(
          'Train on a Cluster',
          of !== undefined && 'config' in of ? of.config : of,
        );
        if (path === null) return;
        const target = await askTarget(clusters, 'Train on a Cluster');
        if (target !== null) await trainOn(parts, target.name, path);
      }),
  };
}

async function add(clusters: Clusters): Promise<(NewCluster & { readonly file: string }) | null> {
  requireTrust();
  const taken = (await clusters.targets()).map(({ name }) => name);
  const asked = await askCluster(taken);
  if (asked === null) return null;
  const file = await clusters.add(asked.name, asked.target);
  const { kind, address } = asked.target;
  if (
    kind === 'ray' &&
    address !== undefined &&
    !isOpenToReaders(address) &&
    !(await clusters.keys.has(address))
  ) {
    await clusters.keys.ask(address, 'Leave it empty where the dashboard wants no key.');
  }
  return { ...asked, file };
}

/** The only one, or the one that is chosen; with the way to one. */
async function askTarget(clusters: Clusters, title: string): Promise<ClusterTarget | null> {
  requireTrust();
  const targets = await clusters.targets();
  if (targets.length === 0) {
    const text =
      'No cluster has been added yet: Ray, or Slurm, with a folder that this machine shares with it.';
    const choice = await window.showInformationMessage(inertMessage(text), addNow);
    const added = choice === undefined ? null : await add(clusters);
    return (await clusters.targets()).find(({ name }) => name === added?.name) ?? null;
  }
  const items = targets.map((target) => ({
    label: target.name,
    description: `${target.kind === 'ray' ? 'Ray' : 'Slurm'} · ${target.address ?? 'this machine'} · ${trainerNames[target.trainer]}`,
    detail: target.folder,
    target,
  }));
  // Asked even where there is one: hours of a cluster begin here.
  const choice = await window.showQuickPick(items, { title, placeHolder: 'Cluster', ...overPages });
  return choice?.target ?? null;
}

async function test(clusters: Clusters, name: string): Promise<void> {
  const check = await onCluster(`Running a job of a few seconds on ${name}`, (signal) =>
    clusters.check(name, signal),
  );
  const problems = targetProblems(check);
  const text = [found(check), ...problems].join(' ');
  const show = problems.length === 0 ? window.showInformationMessage : window.showWarningMessage;
  void show(inertMessage(`${name}: ${text}`));
}

function found({ scheduler, python, gpus, trainer, packages }: TargetCheck): string {
  const version = packages[trainer];
  return `${scheduler}, Python ${python}, ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'} in a job${version == null ? '' : `, ${trainerNames[trainer]} ${version}`}; the folder is shared.`;
}
