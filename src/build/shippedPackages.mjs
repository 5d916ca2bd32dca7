// Which packages go into the extension's package: those that were bundled, and those that are shipped as they are.

/**
 * Their folders relative to the repository, with `/`, sorted. `inputs`: files that were bundled, relative to the repository; `names`:
 * packages that are shipped as they are.
 */
export function shippedPackages(inputs, names) {
  const folders = new Set(names.map((name) => `node_modules/${name}`));
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match !== null) folders.add(match[1]);
  }
  return [...folders].sort();
}
