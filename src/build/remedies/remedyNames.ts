// What a remedy may be called where some of them are asked for.
import { afterwardsOf } from './afterwards';
import { remediesOf, type MatrixId } from './matrices';

/** Those that are trained with, and of the first matrix those that are put on afterwards. */
export function remedyNames(ids: readonly MatrixId[]): string[] {
  const all = { only: null };
  return ids.flatMap((id) =>
    [...remediesOf(id, all), ...(id === 'sft' ? afterwardsOf(all) : [])].map(({ name }) => name),
  );
}
