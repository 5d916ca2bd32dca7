// What front ends ask of a live run, through a file in its folder: polled, so that any process on any system can ask.
import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { trainingControls, type TrainingControlRequest } from '../../../protocol/training';
import { readJsonFile } from '../../files/jsonFile';
import { ofRun } from './runFileKind';
import { runFiles } from './runFiles';

const pollMilliseconds = 300;

const controlSchema: z.ZodType<TrainingControlRequest> = z.object({
  control: z.enum(trainingControls),
});

export interface ControlWatcher {
  /** Aborted when the run is to stop, by a front end's request or by the caller's signal. */
  readonly signal: AbortSignal;
  readonly paused: boolean;
  /** Whether a checkpoint was asked for since the last time. */
  takeCheckpointRequest(): boolean;
  /** Resolves when the run may go on; at once where it is not paused. Stopping ends a pause. */
  whilePaused(onChange: (paused: boolean) => Promise<void>): Promise<void>;
  dispose(): void;
}

/** `askedSince`: ms since the epoch; a request that lies there from before is dropped, since it was for another process. */
export async function watchControl(
  folder: string,
  outer: AbortSignal,
  askedSince = Date.now(),
): Promise<ControlWatcher> {
  const file = runFiles.control(folder);
  await dropBefore(file, askedSince);
  const stop = new AbortController();
  const asked = { paused: false, checkpoint: false };
  let polling = false;
  const follow = (): void => stop.abort(outer.reason);
  if (outer.aborted) follow();
  outer.addEventListener('abort', follow, { once: true });

  const poll = async (): Promise<void> => {
    if (polling) return;
    polling = true;
    try {
      const request = await takeRequest(file);
      if (request === 'pause') asked.paused = true;
      if (request === 'continue') asked.paused = false;
      if (request === 'checkpoint') asked.checkpoint = true;
      if (request === 'stop') stop.abort();
    } finally {
      polling = false;
    }
  };
  const isWaiting = (): boolean => asked.paused && !stop.signal.aborted && !asked.checkpoint;
  const timer = setInterval(() => void poll(), pollMilliseconds);
  return {
    signal: stop.signal,
    get paused() {
      return asked.paused;
    },
    takeCheckpointRequest: () => {
      const { checkpoint } = asked;
      asked.checkpoint = false;
      return checkpoint;
    },
    whilePaused: async (onChange) => {
      await poll();
      if (!isWaiting()) return;
      await onChange(true);
      while (isWaiting()) {
        await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
      }
      await onChange(false);
    },
    dispose: () => {
      clearInterval(timer);
      outer.removeEventListener('abort', follow);
    },
  };
}

async function dropBefore(file: string, time: number): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found !== null && found.mtimeMs < time) await rm(file, { force: true }).catch(() => undefined);
}

async function takeRequest(file: string): Promise<TrainingControlRequest['control'] | null> {
  if (!existsSync(file)) return null;
  const request = await readJsonFile(file, controlSchema, ofRun(10_000)).catch(() => null);
  await rm(file, { force: true }).catch(() => undefined);
  return request?.control ?? null;
}
