// The interface of safeguards that are fitted to a checkpoint and act within its steps. Knows no file and no kind of respondent.
import type { z } from 'zod';
import type { FitMeasure } from '../../../protocol/safeguards';
import type { JsonValue } from '../../../protocol/templateVariables';
import type { Adapter } from '../../adapters/adapter';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import type { LocalAccess, Respondent } from '../../respondents/respondent';
import type { JudgedAnswer } from './judgedAnswers';

/** A respondent whose model runs in this process. */
export interface LocalSide {
  readonly respondent: Respondent;
  readonly local: LocalAccess;
}

export interface FitRun {
  readonly seed: number;
  readonly signal: AbortSignal;
  /** What computes, for what is trained. */
  readonly session: { readonly executionProvider: string; readonly threads?: number };
  /** The weights under the checkpoint, without an adapter of its own; its caller disposes of them. */
  readonly openBase: () => Promise<OpenCheckpoint>;
  /** Another checkpoint, computed exactly; its caller disposes of it. */
  readonly openOther: (path: string) => Promise<OpenCheckpoint>;
  /** The checkpoint with its adapter, computed exactly; its caller disposes of it. */
  readonly openWhole: () => Promise<OpenCheckpoint>;
  readonly progress: (phase: 'reading' | 'fitting', done: number, total: number) => void;
}

/** An array with its shape, row-major. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a fit leaves. */
export interface Fitted {
  /** As JSON: what `act` needs besides the tensors. */
  readonly settings: Readonly<Record<string, JsonValue>>;
  readonly tensors: readonly NamedTensor[];
  /** Over the weights under the checkpoint, or `over`; absent: none is trained. */
  readonly adapter?: Adapter;
  /** The folder of the weights that the adapter lies over. */
  readonly over?: string;
  readonly measures: readonly FitMeasure[];
  readonly notes: readonly string[];
}

/** What a fit left, read again. */
export interface ReadFit {
  /** @throws GuardrailError checkpointCorrupt where they have another form */
  settings<T>(schema: z.ZodType<T>): T;
  /** @throws GuardrailError checkpointCorrupt where it is missing or has another shape; null in `shape`: any size */
  tensor(name: string, shape: readonly (number | null)[]): NamedTensor;
}

export interface ActTools {
  /** An adapter in this folder, over the weights under the checkpoint, or over those in another folder. */
  readonly openOver: (folder: string, over?: string) => Promise<Respondent>;
}

export interface FittedSafeguardParts<Options, FitOptions> {
  /** @throws GuardrailError invalidRequest where the answers do not suffice; cancelled */
  fit(side: LocalSide, answers: readonly JudgedAnswer[], options: FitOptions, run: FitRun): Promise<Fitted>;
  /**
   * @returns a respondent that owns the side's and disposes of it
   * @throws GuardrailError invalidRequest, checkpointCorrupt
   */
  act(side: LocalSide, fit: ReadFit, options: Options, tools: ActTools): Promise<Respondent>;
}
