// The VSIX of this platform: staged in a folder of its own, so that only what is named here can get in, with this
// platform's ONNX Runtime and with Pyodide beside the engine that loads them. No network.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { bundle, root } from './bundle.mjs';
import { billOfMaterials } from './billOfMaterials.mjs';
import { shippedPackages } from './shippedPackages.mjs';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const stage = join(root, '.cache', 'package');
const runtimePackages = ['onnxruntime-node', 'onnxruntime-common', 'pyodide'];
const pyodideFiles = [
  'package.json',
  'pyodide.mjs',
  'pyodide.asm.mjs',
  'pyodide.asm.wasm',
  'python_stdlib.zip',
  'pyodide-lock.json',
];

/** VS Code's name of this platform. */
export function vsceTarget() {
  return `${process.platform}-${process.arch}`;
}

export function vsixPath() {
  const { name, version } = manifest();
  return join(root, '.cache', `${name}-${version}-${vsceTarget()}.vsix`);
}

/** Makes the package at `vsixPath()` and returns that path. */
export async function packageExtension() {
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  const inputs = await bundle({ outdir: join(stage, 'dist'), production: true });
  for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore', 'media']) {
    if (!existsSync(join(root, name))) continue;
    cpSync(join(root, name), join(stage, name), { recursive: true, filter: isNoCache });
  }
  writeFileSync(join(stage, 'package.json'), JSON.stringify(shippedManifest(), null, 2));
  const packages = shippedPackages(inputs, runtimePackages);
  writeFileSync(join(stage, 'THIRD-PARTY-NOTICES.md'), thirdPartyNotices(root, packages));
  writeFileSync(join(stage, 'sbom.cdx.json'), billOfMaterials(root, packages));
  copyRuntime(join(stage, 'dist', 'node_modules'));
  const packagePath = vsixPath();
  const { createVSIX } = createRequire(import.meta.url)('@vscode/vsce');
  await createVSIX({
    cwd: stage,
    packagePath,
    target: vsceTarget(),
    dependencies: false,
    allowMissingRepository: true,
    // Without a repository there is nothing that the README's links could be made to point at.
    rewriteRelativeLinks: false,
  });
  console.log(`${packagePath}: ${(statSync(packagePath).size / 1e6).toFixed(1)} MB`);
  return packagePath;
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

const repositoryOnly = ['scripts', 'devDependencies', 'dependencies', 'bin', 'private'];

function shippedManifest() {
  const shipped = Object.entries(manifest()).filter(([key]) => !repositoryOnly.includes(key));
  const { engines, ...rest } = Object.fromEntries(shipped);
  return { ...rest, engines: { vscode: engines.vscode } };
}

/** What the engine loads as it is: ONNX Runtime with this platform's binaries alone, and Python for unit tests. */
function copyRuntime(target) {
  const binaries = join('bin', 'napi-v6', process.platform, process.arch);
  const source = (name) => join(root, 'node_modules', name);
  if (!existsSync(join(source('onnxruntime-node'), binaries))) {
    throw new Error(`onnxruntime-node has no binaries for ${vsceTarget()}: no package can be made here.`);
  }
  const copy = (name, path) => {
    mkdirSync(dirname(join(target, name, path)), { recursive: true });
    cpSync(join(source(name), path), join(target, name, path), { recursive: true, filter: isRun });
  };
  for (const path of ['package.json', 'dist', binaries]) copy('onnxruntime-node', path);
  for (const path of ['package.json', join('dist', 'cjs')]) copy('onnxruntime-common', path);
  for (const path of pyodideFiles) copy('pyodide', path);
}

/** What Python leaves beside its sources. */
function isNoCache(path) {
  return basename(path) !== '__pycache__';
}

/** No types, no source maps. */
function isRun(path) {
  return !/\.(map|d\.ts|ts)$/.test(path);
}
