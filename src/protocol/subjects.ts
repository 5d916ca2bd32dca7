// What can be asked: a checkpoint run by this engine, a model behind an endpoint, answers made elsewhere, or a control policy.
import type { CheckpointFacts, CheckpointRef } from './checkpoints';
import type { ControlEnvironmentId, ControlMethodId } from './control';
import type { SubjectSafeguard } from './safeguards';

export const subjectKinds = ['checkpoint', 'endpoint', 'responses', 'policy'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** A checkpoint on disk, run by this engine. */
export interface CheckpointSubject extends CheckpointRef {
  readonly kind: 'checkpoint';
  /** What asks it; absent: it is asked as it is. */
  readonly safeguard?: SubjectSafeguard;
}

/** A model or adapter of an OpenAI-compatible server. Its key is never a part of this: see engine/network/hostKeys. */
export interface EndpointSubject {
  readonly kind: 'endpoint';
  /** The base URL, up to and with `/v1`, without a slash at the end. */
  readonly url: string;
  /** Of further servers that offer the same model, each once: all share the questions. Absent: there are none. */
  readonly replicas?: readonly string[];
  /** As `/v1/models` names it. */
  readonly model: string;
  /**
   * A checkpoint folder or a `.jinja` file: prompts are rendered here with its chat template and sent as raw completions.
   * Absent: the server applies its own template to chats.
   */
  readonly template?: string;
  /** A LoRA adapter's folder on the server's machine, loaded there (vLLM's `load_lora_adapter`) over `model`. */
  readonly adapter?: string;
  /** What asks it; absent: it is asked as it is. */
  readonly safeguard?: SubjectSafeguard;
}

/** Prompts and responses in JSON Lines that another program made: judged and paired by prompt, without any model. */
export interface ResponsesSubject {
  readonly kind: 'responses';
  readonly path: string;
}

/** A control policy on disk, which acts in an environment: it answers items of control suites and nothing else. */
export interface PolicySubject {
  readonly kind: 'policy';
  /** A folder with `config.json` and `model.safetensors` or `policy.onnx`. */
  readonly path: string;
}

/** By which a policy's folder is told from a language model's: `model_type` in this file. */
export const policyConfigName = 'config.json';
export const policyModelType = 'control-policy';

export type SubjectRef = CheckpointSubject | EndpointSubject | ResponsesSubject | PolicySubject;

export interface EndpointFacts {
  readonly kind: 'endpoint';
  /** The model's id. */
  readonly name: string;
  readonly url: string;
  /** For an adapter: the model that it sits on, as the server says. */
  readonly parent: string | null;
  /** Tokens, as the server says (vLLM's `max_model_len`). */
  readonly contextLength: number | null;
  /** `owned_by` of the model. */
  readonly owner: string | null;
  /** Of the newest answer; null where the server does not send it. */
  readonly systemFingerprint: string | null;
  /** Of the template that is applied here; null: the server applies one of its own. */
  readonly templateHash: string | null;
  /** The beginning-of-text token that this template writes before a prompt; absent: it writes none, or none is known. */
  readonly templateBos?: string;
}

export interface ResponsesFacts {
  readonly kind: 'responses';
  /** The file's name. */
  readonly name: string;
  readonly path: string;
  readonly rows: number;
  /** Hex SHA-256 of the file. */
  readonly fingerprint: string;
}

export interface PolicyFacts {
  readonly kind: 'policy';
  /** The folder's name. */
  readonly name: string;
  readonly path: string;
  readonly format: 'safetensors' | 'onnx';
  readonly environment: ControlEnvironmentId;
  /** What trained it and acts with it. */
  readonly method: ControlMethodId;
  /** Of the training, in the environment; null: not known. */
  readonly steps: number | null;
  readonly seed: number | null;
  /** Hex SHA-256 of configuration and weights. */
  readonly fingerprint: string;
}

/** What a respondent knows of itself. */
export type SubjectFacts = CheckpointFacts | EndpointFacts | ResponsesFacts | PolicyFacts;

/** A model of a server's list. */
export interface EndpointModel {
  readonly id: string;
  /** For an adapter: the model that it sits on. */
  readonly parent: string | null;
  readonly contextLength: number | null;
  readonly owner: string | null;
}
