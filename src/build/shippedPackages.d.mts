export function shippedPackages(inputs: readonly string[], names: readonly string[]): string[];
