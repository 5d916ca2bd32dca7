// What clients can name as a model: the served checkpoint, and adapters that share its weights.
import type { Adapter } from '../adapters/adapter';
import type { ChatTokenizer } from '../checkpoints/checkpoint';
import { ApiError } from './api/apiError';

export interface ServedModel {
  readonly id: string;
  /** The id of the base that an adapter sits on. */
  readonly parent: string | null;
  readonly adapter: Adapter | null;
  /** Templates and words may be an adapter's own. */
  readonly tokenizer: ChatTokenizer;
  /** Tokens, prompt and answer together. */
  readonly contextLength: number;
  readonly vocabSize: number;
  /** Of the weights and the engine: what `system_fingerprint` says. */
  readonly systemFingerprint: string;
}

export class ServedModels {
  private readonly created = Math.floor(Date.now() / 1000);

  /** @param main what is answered by where a request names no model */
  constructor(
    readonly main: ServedModel,
    private readonly adapters: readonly ServedModel[],
  ) {}

  /** @throws ApiError 404 for a name that is not served. */
  find(id: string | null): ServedModel {
    if (id === null) return this.main;
    const found = this.all.find((model) => model.id === id);
    if (found !== undefined) return found;
    const known = this.all.map((model) => model.id).join(', ');
    throw new ApiError(
      404,
      `The model "${id}" is not served here. Models: ${known}.`,
      'model_not_found',
      'model',
    );
  }

  list(): object {
    return { object: 'list', data: this.all.map((model) => this.describe(model)) };
  }

  /** A model as OpenAI and vLLM describe one. */
  describe(model: ServedModel): object {
    return {
      id: model.id,
      object: 'model',
      created: this.created,
      owned_by: 'guardrail-lens',
      parent: model.parent,
      max_model_len: model.contextLength,
    };
  }

  private get all(): readonly ServedModel[] {
    return [this.main, ...this.adapters];
  }
}
