// An esbuild plugin: modules whose evaluation costs much memory are evaluated when one of their objects is first used. The
// sources import them as any other, so that types, tests and rules for imports stay as they are.

/** @param modules specifier → the names of the objects that are imported from it */
export function lazyModules(modules) {
  return {
    name: 'lazyModules',
    setup(build) {
      const namespace = 'lazy';
      const own = Symbol(namespace);
      build.onResolve({ filter: /./ }, ({ path, namespace: from, resolveDir, pluginData }) => {
        if (!Object.hasOwn(modules, path) || pluginData === own) return undefined;
        if (from !== namespace) return { path, namespace, pluginData: { importedFrom: resolveDir } };
        // By the package's exports for `import`, though it is required.
        return build.resolve(path, { kind: 'import-statement', resolveDir, pluginData: own });
      });
      build.onLoad({ filter: /./, namespace }, ({ path, pluginData }) => ({
        contents: lazySource(path, modules[path]),
        resolveDir: pluginData.importedFrom,
      }));
    },
  };
}

/** esbuild evaluates a bundled module that is required when `require` is called. */
function lazySource(path, names) {
  const objects = names.map(
    (name) =>
      `export const ${name} = new Proxy({}, { get: (_, key) => Reflect.get(require(${JSON.stringify(path)}).${name}, key) });`,
  );
  return objects.join('\n');
}
