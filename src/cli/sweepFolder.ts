// The folders of a sweep's runs: what is there from before, and whether it is what the sweep asks for now.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { configCopyFile, runFile } from '../protocol/training';
import { jsonText } from './jsonText';
import type { Sweep, SweepRun } from './sweepConfig';
import { readCliFile } from './readCliFile';

export function runFolder(sweep: Sweep, run: SweepRun): string {
  return join(sweep.outputFolder, run.name);
}

/** The run's `*.train.json`, beside its folder. */
export function configPath(sweep: Sweep, run: SweepRun): string {
  return join(sweep.outputFolder, `${run.name}.train.json`);
}

export function isMade(sweep: Sweep, run: SweepRun): boolean {
  return existsSync(join(runFolder(sweep, run), runFile));
}

/** @param place of its run: on a cluster it lies in the cluster's folder */
export function writeConfig(sweep: Sweep, run: SweepRun, place: 'here' | 'cluster' = 'here'): string {
  const path = configPath(sweep, run);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, jsonText(place === 'here' ? wanted(sweep, run) : run.config));
  return path;
}

/** Keys in which the run that is there differs from what the sweep says now; empty where there is none. */
export function changedKeys(sweep: Sweep, run: SweepRun): readonly string[] {
  if (!isMade(sweep, run)) return [];
  const now = JSON.parse(jsonText(wanted(sweep, run))) as Record<string, unknown>;
  const then = readConfig(join(runFolder(sweep, run), configCopyFile));
  const keys = new Set([...Object.keys(now), ...Object.keys(then)]);
  // Where it lies is no setting of a run.
  keys.delete('output_dir');
  return [...keys].filter((key) => !isDeepStrictEqual(now[key], then[key]));
}

/** Removes a run that never made a step. */
export function removeRun(sweep: Sweep, run: SweepRun): void {
  rmSync(runFolder(sweep, run), { recursive: true, force: true });
}

function wanted(sweep: Sweep, run: SweepRun): Record<string, unknown> {
  return { ...run.config, output_dir: runFolder(sweep, run) };
}

/** One that cannot be read is another configuration than any. */
function readConfig(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readCliFile(path)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
