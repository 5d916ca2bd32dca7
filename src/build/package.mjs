// The VSIX of a platform: staged in a folder of its own, so that only what is named here can get in, with that platform's
// ONNX Runtime and with Pyodide beside the engine that loads them. No network.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { bundle, root } from './bundle.mjs';
import { billOfMaterials } from './billOfMaterials.mjs';
import { hostTarget } from './platforms.mjs';
import { repositoryFields } from './repositoryFields.mjs';
import { shippedPackages } from './shippedPackages.mjs';
import { runtimePackages, stageNative, stageRuntime } from './stagedRuntime.mjs';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const largestMegabytes = 60;

export function vsixPath(target = hostTarget) {
  const { name, version } = manifest();
  return join(root, '.cache', `${name}-${version}-${target}.vsix`);
}

/** Makes the packages at `vsixPath(target)`. @throws Error where one is larger than it may be */
export async function packageExtension(targets = [hostTarget]) {
  const stage = join(root, '.cache', 'package');
  await stageExtension(stage);
  for (const target of targets) await packVsix(stage, target, vsixPath(target));
}

/** Everything that is the same on all platforms, in an empty folder. */
export async function stageExtension(stage) {
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  const inputs = await bundle({ outdir: join(stage, 'dist'), production: true });
  for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore', 'media']) {
    if (!existsSync(join(root, name))) continue;
    cpSync(join(root, name), join(stage, name), { recursive: true, filter: isNoCache });
  }
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(shippedManifest(), null, 2)}\n`);
  const packages = shippedPackages(inputs, runtimePackages);
  writeFileSync(join(stage, 'THIRD-PARTY-NOTICES.md'), thirdPartyNotices(root, packages));
  writeFileSync(join(stage, 'sbom.cdx.json'), billOfMaterials(root, packages));
  stageRuntime(root, modulesFolder(stage));
}

/** The VSIX of what is staged, with this platform's native files. */
export async function packVsix(stage, target, packagePath) {
  stageNative(root, modulesFolder(stage), target);
  const { createVSIX } = createRequire(import.meta.url)('@vscode/vsce');
  const { repository } = shippedManifest();
  await createVSIX({
    cwd: stage,
    packagePath,
    target,
    dependencies: false,
    allowMissingRepository: true,
    // Without a repository there is nothing that the README's links could be made to point at.
    rewriteRelativeLinks: repository !== undefined,
  });
  const megabytes = statSync(packagePath).size / 1e6;
  console.log(`${packagePath}: ${megabytes.toFixed(1)} MB`);
  if (megabytes > largestMegabytes)
    throw new Error(`${basename(packagePath)} is over ${largestMegabytes} MB.`);
}

function modulesFolder(stage) {
  return join(stage, 'dist', 'node_modules');
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

const repositoryOnly = ['scripts', 'devDependencies', 'dependencies', 'bin', 'private'];

function shippedManifest() {
  const shipped = Object.entries(manifest()).filter(([key]) => !repositoryOnly.includes(key));
  const { engines, ...rest } = Object.fromEntries(shipped);
  return { ...rest, ...repositoryFields(), engines: { vscode: engines.vscode } };
}

/** What Python leaves beside its sources. */
function isNoCache(path) {
  return basename(path) !== '__pycache__';
}
