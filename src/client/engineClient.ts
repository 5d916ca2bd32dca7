// The front end's side of the engine: started at the first request, started again after a crash, every pending
// request rejected when it goes away.
import { CancellationTokenSource, ProgressType, ResponseError } from 'vscode-jsonrpc/node';
import {
  protocolVersion,
  requests,
  type EngineSettings,
  type ExecutionProvider,
  type ParamsOf,
  type ProgressOf,
  type ProviderChoice,
  type RequestName,
  type ResultOf,
} from '../protocol/contracts';
import { fromErrorData, GuardrailError, type ErrorData } from '../protocol/errors';
import { candidates, objection, refused, taken } from './executionProvider';
import { engineGone, startEngineProcess, type EngineLaunch, type EngineProcess } from './engineProcess';

/** How long to wait for a broken engine's exit code. */
const lastWordsMilliseconds = 1000;
/**
 * How long a cancelled request waits for the engine's own word. ONNX Runtime cannot be interrupted within a pass, and
 * one token of a large model may take longer than a person waits: the engine then finishes it and stops by itself.
 */
const cancelMilliseconds = 800;

export interface RequestOptions<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** As an engine has them, with what to choose its execution provider from. */
export interface ClientSettings extends Omit<EngineSettings, 'executionProvider'> {
  readonly provider: ProviderChoice;
}

export class EngineClient {
  /** Of the engine that runs; none of it is tried again once an engine has died with it. */
  private provider: ExecutionProvider = 'cpu';
  private readonly failed = new Set<ExecutionProvider>();
  private running: Promise<EngineProcess> | null = null;
  private disposed = false;
  private nextToken = 1;

  constructor(
    private readonly launch: EngineLaunch,
    private readonly settings: ClientSettings,
  ) {}

  /**
   * Sends one request, starting the engine if it is not running.
   * @throws GuardrailError: the engine's own; cancelled; engineGone when the process dies before it answers.
   */
  async request<Name extends RequestName>(
    name: Name,
    params: ParamsOf<Name>,
    options: RequestOptions<ProgressOf<Name>> = {},
  ): Promise<ResultOf<Name>> {
    const engine = await this.start();
    return this.send(engine, name, params, options);
  }

  /** The process id while the engine runs. */
  async pid(): Promise<number | undefined> {
    return (await this.running)?.pid;
  }

  dispose(): void {
    this.disposed = true;
    void this.running?.then((engine) => engine.end()).catch(() => undefined);
    this.running = null;
  }

  private start(): Promise<EngineProcess> {
    if (this.disposed) return Promise.reject(engineGone('it was shut down'));
    this.running ??= this.startNow();
    return this.running;
  }

  private async startNow(): Promise<EngineProcess> {
    try {
      const engine = (await this.startAccelerated()) ?? (await this.startWith('cpu'));
      void engine.gone.then((reason) => this.ended(reason));
      return engine;
    } catch (error) {
      this.running = null;
      throw error;
    }
  }

  /** An engine on the first provider that works and agrees with the CPU; null: none does, or none is wanted. */
  private async startAccelerated(): Promise<EngineProcess | null> {
    const { provider: choice } = this.settings;
    for (const provider of candidates(choice, process.platform)) {
      if (this.failed.has(provider)) continue;
      const engine = await this.startWith(provider);
      const problem = await this.send(engine, 'checkProvider', { timed: choice === 'auto' }, {}).then(
        (check) => {
          const why = objection(check);
          if (why === null) this.launch.note(taken(provider, check));
          return why;
        },
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      if (problem === null) return engine;
      engine.kill();
      await engine.gone;
      this.failed.add(provider);
      const sentence = refused(provider, problem);
      if (choice === 'auto') this.launch.log(sentence);
      else this.launch.note(`${sentence}\nThe CPU is used.`);
    }
    return null;
  }

  private ended(reason: string): void {
    this.running = null;
    if (this.disposed || this.provider === 'cpu') return;
    this.failed.add(this.provider);
    this.launch.note(
      `The engine stopped while it computed with ${this.provider}: ${reason}. From now on the CPU is used.`,
    );
  }

  private async startWith(executionProvider: ExecutionProvider): Promise<EngineProcess> {
    const engine = await startEngineProcess(this.launch);
    void engine.gone.then((reason) => this.launch.log(reason));
    this.provider = executionProvider;
    const { memoryLimit, threads, mediaFolder } = this.settings;
    const settings: EngineSettings = {
      memoryLimit,
      ...(threads === undefined ? {} : { threads }),
      mediaFolder,
      executionProvider,
    };
    try {
      const hello = await this.send(engine, 'initialize', { protocolVersion, settings }, {});
      if (hello.protocolVersion !== protocolVersion) throw protocolMismatch(hello.protocolVersion);
      return engine;
    } catch (error) {
      engine.kill();
      await engine.gone;
      throw error;
    }
  }

  private async send<Name extends RequestName>(
    engine: EngineProcess,
    name: Name,
    params: ParamsOf<Name>,
    options: RequestOptions<ProgressOf<Name>>,
  ): Promise<ResultOf<Name>> {
    const cancellation = new CancellationTokenSource();
    let grace: NodeJS.Timeout | undefined;
    let giveUp: (error: GuardrailError) => void = () => undefined;
    const overdue = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    const cancel = (): void => {
      cancellation.cancel();
      grace = setTimeout(() => giveUp(cancelled()), cancelMilliseconds);
    };
    if (options.signal?.aborted === true) throw cancelled();
    options.signal?.addEventListener('abort', cancel, { once: true });
    const token = this.nextToken++;
    const progress = engine.connection.onProgress(new ProgressType<ProgressOf<Name>>(), token, (value) =>
      options.onProgress?.(value),
    );
    try {
      const answer = engine.connection.sendRequest<ResultOf<Name>>(
        requests[name].method,
        { params, progressToken: token },
        cancellation.token,
      );
      return await Promise.race([answer, overdue]);
    } catch (error) {
      if (error instanceof ResponseError) {
        const data: unknown = error.data;
        if (isErrorData(data)) throw fromErrorData(data);
      }
      if (error instanceof GuardrailError) throw error;
      // Anything else means that the connection broke: the process knows why, in a moment.
      throw engineGone(await Promise.race([engine.gone, after(lastWordsMilliseconds, String(error))]));
    } finally {
      clearTimeout(grace);
      progress.dispose();
      options.signal?.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  }
}

function protocolMismatch(theirs: number): GuardrailError {
  return new GuardrailError(
    'protocolMismatch',
    `The engine speaks protocol ${theirs}, this front end ${protocolVersion}.`,
    'Install matching versions: rebuild, or reinstall the extension.',
  );
}

function cancelled(): GuardrailError {
  return new GuardrailError('cancelled', 'Cancelled.', 'What was finished is saved.');
}

function after(milliseconds: number, reason: string): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve(reason), milliseconds).unref());
}

function isErrorData(data: unknown): data is ErrorData {
  return typeof data === 'object' && data !== null && 'code' in data && 'advice' in data && 'message' in data;
}
