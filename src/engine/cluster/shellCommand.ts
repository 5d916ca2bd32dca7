/** Argument array → a command of a POSIX shell, for what takes nothing else: Ray, and ssh. */
export function shellCommand(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/u.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
