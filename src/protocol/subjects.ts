// What can be asked: a checkpoint run by this engine, a model behind an endpoint, or answers made elsewhere.
import type { CheckpointFacts, CheckpointRef } from './checkpoints';
import type { SubjectSafeguard } from './safeguards';

export const subjectKinds = ['checkpoint', 'endpoint', 'responses'] as const;
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

export type SubjectRef = CheckpointSubject | EndpointSubject | ResponsesSubject;

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

/** What a respondent knows of itself. */
export type SubjectFacts = CheckpointFacts | EndpointFacts | ResponsesFacts;

/** A model of a server's list. */
export interface EndpointModel {
  readonly id: string;
  /** For an adapter: the model that it sits on. */
  readonly parent: string | null;
  readonly contextLength: number | null;
  readonly owner: string | null;
}
