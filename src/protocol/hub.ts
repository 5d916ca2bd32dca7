// What is asked of the Hugging Face hub, and what it says.

export const hubKinds = ['model', 'dataset'] as const;
export type HubKind = (typeof hubKinds)[number];

/** Where something lies on the hub: a repository, and how much of it. */
export interface HubRef {
  /** `owner/name` */
  readonly repository: string;
  /** Branch, tag or commit; null: the default branch. */
  readonly revision: string | null;
  /** A file or folder of the repository; null: what makes a checkpoint. */
  readonly path: string | null;
}

export interface HubModel {
  /** `owner/name` */
  readonly repository: string;
  /** Its files are given only to accounts that its owner's terms were accepted with. */
  readonly gated: boolean;
  readonly downloads: number;
  readonly likes: number;
  /** The hub's name of its task, for example `text-generation`. */
  readonly task: string | null;
  /** Numbers in its safetensors; null where the hub does not say. */
  readonly parameters: number | null;
  /** ISO 8601 */
  readonly updated: string;
}

export interface HubFile {
  /** In the repository, with `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** Whether it lies on this machine already. */
  readonly here: boolean;
}

/** What a download would bring, before it begins. */
export interface HubPlan {
  /** With the revision as it was asked for. */
  readonly ref: HubRef;
  /** The full hash that the revision stands for now. */
  readonly commit: string;
  readonly files: readonly HubFile[];
  readonly bytes: number;
  /** Of these, what is not on this machine yet. */
  readonly missingBytes: number;
  /** Where it will lie: a folder, or a file where the reference names one. */
  readonly target: string;
  readonly gated: boolean;
  /** As the repository's card names it; null where it names none. */
  readonly licence: string | null;
}

export interface HubProgress {
  readonly phase: 'asking' | 'downloading' | 'checking' | 'waiting';
  /** The file that is worked on; empty before the first. */
  readonly file: string;
  /** Bytes of all files that are on this machine, of `total`. */
  readonly done: number;
  readonly total: number;
  /** While waiting: why, and how long. */
  readonly note?: string;
}

export interface HubDownload {
  /** The folder, or the file where the reference names one. */
  readonly path: string;
  readonly commit: string;
  readonly bytes: number;
}

/** How this machine reaches the hub. */
export interface HubSettings {
  /** `https://huggingface.co`, or what the user set HF_ENDPOINT to. */
  readonly endpoint: string;
  /** The environment has a token, or one is bound to the endpoint. */
  readonly hasToken: boolean;
  /** The cache folder that Python's programs use too. */
  readonly cacheFolder: string;
  /** HF_HUB_OFFLINE is set: nothing is asked. */
  readonly offline: boolean;
}

/** A file of a benchmark of the catalogue. */
export interface BenchmarkFile {
  readonly name: string;
  readonly address: string;
  readonly bytes: number;
  readonly here: boolean;
  /** Who says that these are the right bytes: the catalogue, an earlier download here, or nobody before this one. */
  readonly checksum: 'of the catalogue' | 'pinned at an earlier download' | 'pinned at this download';
}

/** What getting a benchmark would bring. */
export interface BenchmarkPlan {
  readonly id: string;
  /** Where it will lie. */
  readonly folder: string;
  readonly files: readonly BenchmarkFile[];
  readonly bytes: number;
  readonly missingBytes: number;
}

export interface BenchmarkDownload {
  /** What a comparison is given: files as they are published, or folders of suites. */
  readonly paths: readonly string[];
  /** The file that says where they came from, with their hashes. */
  readonly pin: string;
  readonly suites: readonly { readonly id: string; readonly title: string; readonly prompts: number }[];
}
