// What a run writes about itself as it goes: its record, its log, its probes. Every write leaves whole files.
import type { ProbePoint, TrainingLogEntry } from '../../../protocol/training';
import { everyOf } from '../checkpoint/saveCheckpoint';
import type { RunSettings } from '../config/runSettings';
import type { Metrics } from '../run/metrics';
import { writeProbes } from '../run/probePoints';
import { runFiles } from '../run/runFiles';
import { writeRunRecord, type RunRecord } from '../run/runRecord';
import { writeTrainerState, type TrainerState } from '../run/trainerState';

export class RunJournal {
  private record: RunRecord;
  private latest: TrainerState;
  private probes: readonly ProbePoint[];

  constructor(
    readonly folder: string,
    private readonly settings: RunSettings,
    start: {
      readonly record: RunRecord;
      readonly state: TrainerState;
      readonly probes: readonly ProbePoint[];
    },
  ) {
    this.record = start.record;
    this.latest = start.state;
    this.probes = start.probes;
  }

  get state(): TrainerState {
    return this.latest;
  }

  /** Whether the log has an entry of this step with a metric that begins so. */
  has(step: number, prefix: string): boolean {
    return this.latest.log.some(
      (entry) => entry.step === step && Object.keys(entry).some((key) => key.startsWith(prefix)),
    );
  }

  hasProbe(step: number): boolean {
    return this.probes.some((point) => point.step === step);
  }

  /** A step is done; nothing is written before `log` or `save` asks for it. */
  advance(step: number, epoch: number, tokensSeen: number): void {
    this.latest = { ...this.latest, step, epoch, tokensSeen };
  }

  async log(metrics: Readonly<Metrics>): Promise<TrainingLogEntry> {
    const { step, epoch } = this.latest;
    const entry = { ...metrics, epoch, step };
    this.latest = { ...this.latest, log: [...this.latest.log, entry] };
    await this.write();
    return entry;
  }

  /** The best evaluation so far is that of the present step. */
  markBest(metric: number): void {
    const { step } = this.latest;
    // The start is the base itself: no checkpoint is saved of it.
    const path = step === 0 ? null : runFiles.checkpoint(this.folder, step);
    this.latest = { ...this.latest, bestMetric: metric, bestStep: step, bestCheckpoint: path };
  }

  async probed(points: readonly ProbePoint[]): Promise<void> {
    this.probes = [...this.probes, ...points];
    await writeProbes(this.folder, this.probes);
  }

  async setStatus(status: RunRecord['status'], reason: string | null = null): Promise<void> {
    this.record = { ...this.record, status, reason };
    await this.write();
  }

  private async write(): Promise<void> {
    await writeTrainerState(runFiles.trainerState(this.folder), this.latest, everyOf(this.settings));
    const { step, maxSteps } = this.latest;
    this.record = { ...this.record, step, maxSteps, updatedAt: new Date().toISOString() };
    await writeRunRecord(this.folder, this.record);
  }
}
