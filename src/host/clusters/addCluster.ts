// Add Cluster…: what a target of the user's file is, asked one after the other with a way back.
import { isAbsolute, posix } from 'node:path';
import { QuickInputButtons, window, type QuickPickItem } from 'vscode';
import { clusterTrainers, type ClusterTrainer, type TargetEntry } from '../../protocol/cluster';
import { trainerNames } from '../../safety/presentation/trainerNames';
import { hereName, targetName } from '../../safety/clusters/configuredTarget';
import { askAll, pickStep, type Step, type StepResult } from '../commands/multiStep';
import { parseSshAddress } from '../../safety/clusters/sshAddress';

const title = 'Add Cluster';

export interface NewCluster {
  readonly name: string;
  readonly target: TargetEntry;
}

interface Answers {
  readonly kind: TargetEntry['kind'];
  readonly name: string;
  readonly address: string;
  readonly folder: string;
  readonly remoteFolder: string;
  readonly trainer: ClusterTrainer;
  readonly python: string;
  readonly gpus: string;
}

const start: Answers = {
  ...{ kind: 'ray', name: '', address: '', folder: '', remoteFolder: '' },
  ...{ trainer: 'trl', python: 'python', gpus: '1' },
};

/** null when cancelled. @param taken names of targets that there are */
export async function askCluster(taken: readonly string[]): Promise<NewCluster | null> {
  const answers = await askAll(start, ({ kind, trainer }) => [
    askKind,
    text('name', 'A name for it, as in train --on <name>', 'lab', (name) =>
      !targetName.test(name)
        ? 'Letters, digits, . _ and - only.'
        : name === hereName
          ? 'It means this machine.'
          : taken.includes(name)
            ? 'There is a cluster of this name.'
            : null,
    ),
    kind === 'ray'
      ? text('address', 'Address of the Ray dashboard', 'http://head:8265', (address) =>
          /^https?:\/\/[^\s/]+/u.test(address) && URL.canParse(address) ? null : 'An http or https address.',
        )
      : text(
          'address',
          'A machine with Slurm’s commands; empty: this machine',
          'ssh://me@login',
          (address) =>
            address === '' || parseSshAddress(address) !== null
              ? null
              : 'ssh://[user@]host[:port], or nothing.',
        ),
    text(
      'folder',
      'A folder that this machine shares with the cluster: its path here',
      '/shared/glens',
      (folder) => (isAbsolute(folder) ? null : 'An absolute path.'),
    ),
    text('remoteFolder', 'The same folder’s path on the cluster; empty: the same', '', (folder) =>
      folder === '' || posix.isAbsolute(folder) ? null : 'An absolute path, or nothing.',
    ),
    askTrainer,
    text('python', `The Python there that has ${trainerNames[trainer]}`, 'python', (python) =>
      python === '' || python.startsWith('-') ? 'A program’s name or path.' : null,
    ),
    trainer === 'trl'
      ? text('gpus', 'GPUs of one job; 0: it runs on processors', '1', (gpus) => gpusProblem(gpus, 0))
      : text('gpus', 'GPUs of one job', '1', (gpus) => gpusProblem(gpus, 1)),
  ]);
  if (answers === null) return null;
  const { kind, name, address, folder, remoteFolder, trainer, python, gpus } = answers;
  const target: TargetEntry = {
    kind,
    ...(address === '' ? {} : { address }),
    folder,
    ...(remoteFolder === '' ? {} : { remote_folder: remoteFolder }),
    ...(trainer === 'trl' ? {} : { trainer }),
    python,
    gpus: Number(gpus),
  };
  return { name, target };
}

const trainerUses: Readonly<Record<ClusterTrainer, string>> = {
  trl: 'grpo, dr_grpo, dapo, rloo, sft and dpo, on GPUs or processors',
  verl: 'grpo, dr_grpo, dapo, rloo and reinforce_plus_plus, sampled by vLLM, on GPUs',
};

const kinds: readonly (QuickPickItem & { readonly scheduler: TargetEntry['kind'] })[] = [
  { scheduler: 'ray', label: 'Ray', description: 'a cluster whose dashboard takes jobs' },
  { scheduler: 'slurm', label: 'Slurm', description: 'by sbatch, over your own ssh or on this machine' },
];

const askKind: Step<Answers> = pickStep({
  title,
  placeholder: () => 'What starts jobs there',
  items: () => kinds,
  many: false,
  isChosen: (item, { kind }) => item.scheduler === kind,
  answer: (answers, [first]) => ({ ...answers, kind: first?.scheduler ?? answers.kind }),
});

const trainers: readonly (QuickPickItem & { readonly trainer: ClusterTrainer })[] = clusterTrainers.map(
  (trainer) => ({ trainer, label: trainerNames[trainer], description: trainerUses[trainer] }),
);

const askTrainer: Step<Answers> = pickStep({
  title,
  placeholder: () => 'What trains there',
  items: () => trainers,
  many: false,
  isChosen: (item, { trainer }) => item.trainer === trainer,
  answer: (answers, [first]) => ({ ...answers, trainer: first?.trainer ?? answers.trainer }),
});

function gpusProblem(typed: string, least: number): string | null {
  const known = /^\d{1,4}$/u.test(typed) && Number(typed) >= least && Number(typed) <= 4096;
  return known ? null : `A whole number from ${least} to 4096.`;
}

/** One line of text. @param problem of what was typed; null: it can be taken */
function text(
  key: Exclude<keyof Answers, 'kind' | 'trainer'>,
  prompt: string,
  placeholder: string,
  problem: (typed: string) => string | null,
): Step<Answers> {
  return (answers, step, totalSteps) => {
    const input = window.createInputBox();
    Object.assign(input, {
      title,
      step,
      totalSteps,
      prompt,
      placeholder,
      value: answers[key],
      ignoreFocusOut: true,
    });
    input.buttons = [QuickInputButtons.Back];
    const check = (): string | null => {
      const found = problem(input.value.trim());
      input.validationMessage = found ?? undefined;
      return found;
    };
    return new Promise<StepResult<Answers>>((resolve) => {
      input.onDidChangeValue(() => (input.validationMessage = undefined));
      input.onDidTriggerButton(() => {
        resolve('back');
        input.dispose();
      });
      input.onDidAccept(() => {
        if (check() !== null) return;
        resolve({ answer: { ...answers, [key]: input.value.trim() } });
        input.dispose();
      });
      input.onDidHide(() => {
        resolve('cancelled');
        input.dispose();
      });
      input.show();
    });
  };
}
