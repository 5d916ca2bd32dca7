// What a download from the hub would bring, in words.
import type { HubPlan } from '../../protocol/hub';
import { hubText } from '../subjects/hubText';
import { formatBytes } from './numbers';

/** One line, without a full stop for a list of files to follow. */
export function hubPlanText({ ref, commit, files, bytes, missingBytes, licence, target }: HubPlan): string {
  const what = `${hubText({ ...ref, revision: null })} at commit ${commit.slice(0, 12)}`;
  const size = `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}`;
  const terms = licence === null ? '' : `, licence ${licence}`;
  if (missingBytes === 0) return `${what} (${size}${terms}) is here: ${target}`;
  const still =
    missingBytes === bytes ? 'all to be downloaded' : `${formatBytes(missingBytes)} still to be downloaded`;
  return `${what}: ${size}${terms}, ${still}, to ${target}`;
}
