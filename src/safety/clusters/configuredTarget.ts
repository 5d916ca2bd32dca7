// Where a `*.train.json` is to be trained, by its key `where`. Tolerant: what is wrong with a text, its validation says.

/** The value of `where` and of `--on` that means this machine; no target is called so. */
export const hereName = 'here';

/** Of a target, as the user's file of targets has it. */
export const targetName = /^[\w.-]+$/u;

/** The name of a target; null: this machine, which is the default, and what a text that cannot be read stands for. */
export function configuredTarget(text: string): string | null {
  let config: unknown;
  try {
    config = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    return null;
  }
  const where = typeof config === 'object' && config !== null && 'where' in config ? config.where : null;
  return typeof where === 'string' && targetName.test(where) && where !== hereName ? where : null;
}
