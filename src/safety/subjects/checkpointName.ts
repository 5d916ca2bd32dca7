// What a checkpoint is called wherever it is shown or gives a file its name. Must not know what is on disk.
import { hubName, hubRefOfPath } from './hubText';

/** Names that programs give to every run's result. */
const generic =
  /^(?:(?:checkpoint|global_step|step|epoch|iter)[-_]?\d+|final|last|latest|best|(?:final|last|latest|best)[-_](?:checkpoint|model|adapter)|adapter|lora|merged|model|output|outputs|weights)$/iu;

/**
 * What it is called on the hub, where it was downloaded from there; else the folder's or file's name, for a bare
 * `checkpoint-100` or `final` with its run's name in front, so that two runs differ.
 * @param path of any system
 */
export function checkpointName(path: string): string {
  const onHub = hubRefOfPath(path);
  if (onHub !== null) return hubName(onHub);
  const parts = path.split(/[\\/]/u).filter((part) => part !== '');
  const [parent = '', name = path] = parts.length > 1 ? parts.slice(-2) : ['', ...parts];
  const isDrive = parent.endsWith(':');
  return generic.test(name) && parent !== '' && !isDrive ? `${parent}/${name}` : name;
}
