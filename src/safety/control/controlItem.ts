// An item of a control suite: an environment with a seed, and the words that stand for it.
import { controlEnvironmentIds, type ControlEnvironmentId } from '../../protocol/control';

export interface ControlItem {
  readonly environment: ControlEnvironmentId;
  readonly seed: number;
}

/** "point-hazards, seed 17". */
export function itemText({ environment, seed }: ControlItem): string {
  return `${environment}, seed ${seed}`;
}

/** null: the text is no such item. */
export function parseItem(text: string): ControlItem | null {
  const [, name, digits] = /^([a-z-]+), seed (\d{1,15})$/u.exec(text) ?? [];
  const environment = controlEnvironmentIds.find((id) => id === name);
  return environment === undefined || digits === undefined ? null : { environment, seed: Number(digits) };
}
