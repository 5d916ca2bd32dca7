// The bundles: command line, engine, template worker, extension, webviews. One esbuild call per platform.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { lazyModules } from './lazyModules.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const scriptsFolder = join(root, '.cache', 'scripts');

/** What the engine starts as processes or threads of their own: they stand beside the bundle that it is in. */
export const engineWorkers = {
  templateWorker: 'src/engine/checkpoints/tokenizer/templateWorker.ts',
  pythonSandbox: 'src/engine/training/verifiers/python/pythonSandbox.ts',
  pythonThread: 'src/engine/training/verifiers/python/pythonThread.ts',
  answerWorker: 'src/engine/training/verifiers/answerWorker.ts',
};

/** Tables of n-grams (90 MB when evaluated), which only the judge of rules reads. */
const evaluatedLate = { 'eld/extrasmall': ['eld'] };

// CommonJS dependencies inside an ES module bundle need a require.
const requireBanner =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);";

/**
 * Into `outdir`; `production`: minified, no source maps; `of`: programs (command line and engine), extension, webviews. What is
 * there already is written over, never removed.
 * Returns the source files that went in, relative to the repository.
 */
export async function bundle({
  outdir = join(root, 'dist'),
  production = false,
  of = ['programs', 'extension', 'webviews'],
} = {}) {
  const { build } = await import('esbuild');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const shared = {
    outdir,
    bundle: true,
    sourcemap: !production,
    minify: production,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [lazyModules(evaluatedLate)],
    define: {
      'process.env.GLENS_VERSION': JSON.stringify(version),
      'process.env.NODE_ENV': production ? '"production"' : '"development"',
    },
  };
  const options = {
    programs: {
      ...shared,
      entryPoints: {
        cli: join(root, 'src/cli/main.ts'),
        engine: join(root, 'src/engine/main.ts'),
        ...absolute(engineWorkers),
      },
      outExtension: { '.js': '.mjs' },
      platform: 'node',
      format: 'esm',
      target: 'node22',
      // Native code, and the library that brings its own copy of it, stay packages.
      external: ['onnxruntime-node', '@huggingface/transformers'],
      banner: { js: requireBanner },
    },
    extension: {
      ...shared,
      entryPoints: { extension: join(root, 'src/host/extension.ts') },
      outExtension: { '.js': '.cjs' },
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      external: ['onnxruntime-node', 'vscode'],
    },
    webviews: {
      ...shared,
      entryPoints: webviewEntries(),
      outdir: join(outdir, 'webview'),
      platform: 'browser',
      format: 'iife',
      // The Chromium of VS Code 1.103.
      target: 'chrome138',
    },
  };
  const results = await Promise.all(of.map((part) => build(options[part])));
  return [...new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))].sort();
}

function absolute(entries) {
  return Object.fromEntries(Object.entries(entries).map(([name, source]) => [name, join(root, source)]));
}

function webviewEntries() {
  const entries = ['comparison', 'response', 'training', 'audit'].map((name) => [
    name,
    join(root, 'webview', name, 'main.ts'),
  ]);
  return Object.fromEntries(entries.filter(([, path]) => existsSync(path)));
}

/**
 * TypeScript scripts of the repository, each as one module that Node runs, in .cache/scripts: name → source.
 * `cjs` is what an extension host loads.
 */
export async function bundleScripts(entries, format = 'esm') {
  const { build } = await import('esbuild');
  await build({
    entryPoints: absolute(entries),
    outdir: scriptsFolder,
    outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' },
    bundle: true,
    platform: 'node',
    format,
    target: 'node22',
    sourcemap: 'inline',
    logLevel: 'warning',
    external: [
      'onnxruntime-node',
      'vscode',
      'playwright-core',
      '@vscode/test-electron',
      'mocha',
      'axe-core',
      'esbuild',
    ],
    ...(format === 'esm' ? { banner: { js: requireBanner } } : {}),
  });
}
