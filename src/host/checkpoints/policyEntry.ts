// A control policy as the extension lists it: found or added, not opened.
import { basename, join } from 'node:path';
import { controlEnvironmentIds, type ControlEnvironmentId } from '../../protocol/control';
import { policyConfigName, policyModelType } from '../../protocol/subjects';
import { configString } from './configString';

export interface PolicyEntry {
  readonly path: string;
  readonly name: string;
  /** Where it acts. */
  readonly environment: ControlEnvironmentId;
  /** By hand; else it was found. */
  readonly added: boolean;
}

/** The policy in a folder; null where there is none, or of no environment that there is. */
export async function readPolicyEntry(path: string, added: boolean): Promise<PolicyEntry | null> {
  const config = join(path, policyConfigName);
  if (!(await isPolicyConfig(config))) return null;
  const named = await configString(config, 'environment');
  const environment = controlEnvironmentIds.find((id) => id === named);
  return environment === undefined ? null : { path, name: basename(path), environment, added };
}

/** Whether a config.json is a policy's, and not a model's that answers in words. */
export async function isPolicyConfig(path: string): Promise<boolean> {
  return (await configString(path, 'model_type')) === policyModelType;
}
