// What a front end and the engine say to each other about serving a checkpoint.
import type { CheckpointRef } from './checkpoints';

export interface ServedAdapter {
  /** The model's id for clients. */
  readonly name: string;
  /** A PEFT adapter folder of the served base. */
  readonly path: string;
}

export interface ServeSpec {
  readonly ref: CheckpointRef;
  readonly adapters: readonly ServedAdapter[];
  /** An address of this machine. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What clients must send as `Authorization: Bearer`; null: nothing is asked for. */
  readonly apiKey: string | null;
  /** A row's answer does not depend on what else is asked at the same time. */
  readonly fixedBatch: boolean;
  /** Rows decoded together. */
  readonly batchSize: number;
  /** Whether `host` may be an address that other machines reach; only with a key. */
  readonly allowRemote: boolean;
}

export interface ServeProgress {
  /** The base URL, up to and with `/v1`. */
  readonly url: string;
  /** Answered so far, errors included. */
  readonly requests: number;
  /** Being answered now. */
  readonly active: number;
  /** null while nothing is generated. */
  readonly tokensPerSecond: number | null;
}
