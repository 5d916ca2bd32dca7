// Runs on other machines: what is written for them.

/** The file that says what the other files of a prepared run's folder are for. */
export const preparedFile = 'prepared.json';

/** Raised with every change that an older reader would misunderstand. */
export const preparedFormat = 'guardrail-lens/prepared-run/1';

/** What trains on other machines. */
export const clusterTrainers = ['trl', 'verl'] as const;
export type ClusterTrainer = (typeof clusterTrainers)[number];

/** As whose run a configuration is prepared, and on how many GPUs. */
export interface PreparedFor {
  readonly name: ClusterTrainer;
  readonly gpus: number;
}

export interface PreparedRunFacts {
  readonly folder: string;
  /** Rows to train on, rows held out, prompts of the safety probe. */
  readonly train: number;
  readonly heldOut: number;
  readonly probe: number;
  /** What the user should know of it. */
  readonly remarks: readonly string[];
}

/** Where runs go that are too large for this machine, as the user's file of targets describes it. */
export type ClusterTarget = RayTarget | SlurmTarget;

interface RayTarget extends TargetFacts {
  readonly kind: 'ray';
  /** Of the Ray dashboard, which takes jobs. */
  readonly address: string;
}

interface SlurmTarget extends TargetFacts {
  readonly kind: 'slurm';
  /** `ssh://[user@]host[:port]` of a machine that has Slurm's commands; null: this one has them. */
  readonly address: string | null;
  /** Further options of `sbatch`. */
  readonly sbatch: readonly string[];
}

interface TargetFacts {
  readonly name: string;
  /** Shared by this machine and the cluster: its path here. */
  readonly folder: string;
  /** The same folder's path on the cluster. */
  readonly remoteFolder: string;
  readonly trainer: ClusterTrainer;
  /** The Python there that has it. */
  readonly python: string;
  /** Of one job; 0: it runs on processors. */
  readonly gpus: number;
  /** Further overrides of `verl.trainer.main_ppo`, each `key=value`. */
  readonly verlOverrides: readonly string[];
  /** Variables of a job, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables of this machine whose values a job is given. */
  readonly secretEnv: readonly string[];
}

/** A target as the file names its keys. */
export interface TargetEntry {
  readonly kind: ClusterTarget['kind'];
  readonly address?: string;
  readonly folder: string;
  readonly remote_folder?: string;
  readonly trainer?: ClusterTrainer;
  readonly python?: string;
  readonly gpus?: number;
  readonly sbatch?: readonly string[];
}

export const clusterJobStatuses = ['pending', 'running', 'stopped', 'succeeded', 'failed'] as const;
export type ClusterJobStatus = (typeof clusterJobStatuses)[number];

/** A job that this product submitted. */
export interface ClusterJob {
  readonly id: string;
  readonly target: string;
  readonly status: ClusterJobStatus;
  /** What the cluster says of it; null: nothing. */
  readonly message: string | null;
  /** UTC, ISO 8601; null: it has not begun, or not ended. */
  readonly begun: string | null;
  readonly ended: string | null;
  /** Of the run, here; null where the job does not say it. */
  readonly folder: string | null;
}

/** The job that trains a run, as the run's folder names it. */
export interface RunJob {
  readonly id: string;
  readonly target: string;
  /** The `*.train.json`, here. */
  readonly configPath: string;
  /** UTC, ISO 8601. */
  readonly submittedAt: string;
  /** null: it has not ended, as far as anybody has asked. */
  readonly end: RunJobEnd | null;
}

export interface RunJobEnd extends Pick<ClusterJob, 'message'> {
  readonly status: Exclude<ClusterJobStatus, 'pending' | 'running'>;
}

export interface SubmittedRun {
  readonly job: string;
  /** Of the run, here: it opens in the training panel while it grows. */
  readonly folder: string;
  readonly remarks: readonly string[];
}

/** What happens to a job that is followed. */
export interface ClusterJobNews {
  readonly status: ClusterJobStatus;
  /** What the cluster says of it. */
  readonly message: string | null;
  /** What its log has more than before. */
  readonly log: string;
  /** Why the cluster cannot be asked at the moment; null: it can. */
  readonly unreachable: string | null;
}

/** A model and its adapters, to be served on a cluster while they are compared. */
export interface ServeModels {
  /** A folder there, or a name that it knows. */
  readonly base: string;
  /** Folders there, by the name that each is called. */
  readonly adapters: Readonly<Record<string, string>>;
  /** Servers, one job each. */
  readonly replicas: number;
  /** Further options of `vllm serve`: `--name` or `--name=value`. */
  readonly vllm: readonly string[];
}

/** One server of a model. */
export interface ServingJob {
  readonly job: string;
  /** The file, here, in which the client says that it is there. */
  readonly alive: string;
}

export interface SubmittedComparison {
  readonly job: string;
  /** Of the comparison's file, here. */
  readonly path: string;
}

/** What a job of a few seconds found on a target. */
export interface TargetCheck {
  /** Name and version. */
  readonly scheduler: string;
  /** Of the target. */
  readonly trainer: ClusterTrainer;
  /** Of packages by name; null: it is not there. */
  readonly packages: Readonly<Record<string, string | null>>;
  readonly python: string;
  readonly gpus: number;
  /** Version of Node with this product's command line; null: not found, and `nodeProblem` says why. */
  readonly node: string | null;
  readonly nodeProblem: string | null;
}
