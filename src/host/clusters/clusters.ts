// The clusters of the user's file of targets, with the keys that this machine has for them.
import { join } from 'node:path';
import type { ClusterTarget, RunJob, SubmittedRun, TargetCheck, TargetEntry } from '../../protocol/cluster';
import type { ApiKeys } from '../../protocol/contracts';
import type { EndpointKeys } from '../endpoints/endpointKeys';
import type { EngineService } from '../engineService';
import { ClusterJobWatch } from './clusterJobWatch';

export class Clusters {
  constructor(
    private readonly engine: Pick<EngineService, 'request'>,
    readonly keys: Pick<EndpointKeys, 'of' | 'has' | 'ask'>,
    /** Where logs of jobs are kept for reading. */
    private readonly logFolder: string,
  ) {}

  /** @throws GuardrailError configInvalid where the file is broken */
  async targets(): Promise<readonly ClusterTarget[]> {
    return (await this.engine.request('listTargets', {})).targets;
  }

  /** The file that was written. @throws GuardrailError invalidRequest, configInvalid, storeWriteFailed */
  async add(name: string, target: TargetEntry): Promise<string> {
    return (await this.engine.request('addTarget', { name, target })).file;
  }

  async check(target: string, signal: AbortSignal): Promise<TargetCheck> {
    return this.engine.request('checkTarget', { target, apiKeys: await this.keysOf(target) }, { signal });
  }

  async submit(target: string, configPath: string, signal: AbortSignal): Promise<SubmittedRun> {
    const apiKeys = await this.keysOf(target);
    return this.engine.request('submitTraining', { target, configPath, apiKeys }, { signal });
  }

  async stop({ target, id }: RunJob): Promise<void> {
    await this.engine.request('stopClusterJob', { target, job: id, apiKeys: await this.keysOf(target) });
  }

  watch(job: RunJob, onChange: () => void): ClusterJobWatch {
    const { engine } = this;
    return new ClusterJobWatch(job, {
      engine,
      keys: (name) => this.keysOf(name),
      log: this.logOf(job),
      onChange,
    });
  }

  logOf({ id }: RunJob): string {
    return join(this.logFolder, `${id.replace(/[^\w.-]+/gu, '-')}.log`);
  }

  private async keysOf(name: string): Promise<ApiKeys> {
    const target = (await this.targets()).find((one) => one.name === name);
    return target?.kind === 'ray' ? this.keys.of([target.address]) : {};
  }
}
