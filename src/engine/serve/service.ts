// What the endpoints share, and what an endpoint sees of an HTTP exchange.
import type { ChatPrompts } from './chatPrompts';
import type { Scheduler } from './scheduling/scheduler';
import type { ServedModel, ServedModels } from './servedModel';

export interface Service {
  readonly models: ServedModels;
  readonly scheduler: Scheduler;
  chatPrompts(model: ServedModel): ChatPrompts;
}

/** One answer: either `json` once, or `events`. */
export interface Exchange {
  /** The client has gone, or the server stops. */
  readonly signal: AbortSignal;
  json(value: object): void;
  /** Starts a stream of server-sent events. */
  events(): EventStream;
}

export interface EventStream {
  send(value: object): void;
  /** Says that the stream is complete. */
  end(): void;
}
