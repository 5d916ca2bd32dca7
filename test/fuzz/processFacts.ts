// What a process of the fuzzer knows of itself.

/** The largest memory that the process ever had, in MB. */
export function resourceUsage(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** An argument of the process. @throws RangeError where there is none */
export function argv(index: number): string {
  const argument = process.argv[index + 2];
  if (argument === undefined) throw new RangeError('An argument is missing.');
  return argument;
}
