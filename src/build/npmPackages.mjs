// The command line as packages for npm: `guardrail-lens`, which is the same everywhere, and one package per platform with the
// native files of ONNX Runtime. onnxruntime-node itself is no dependency: its install script fetches CUDA's libraries from
// another place than the registry, and it carries the files of all platforms. No network.
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundle, root } from './bundle.mjs';
import { billOfMaterials } from './billOfMaterials.mjs';
import { npm } from './npm.mjs';
import { nativeFiles, nativeFolder, platformOf, targets } from './platforms.mjs';
import { repositoryFields } from './repositoryFields.mjs';
import { shippedPackages } from './shippedPackages.mjs';
import { runtimePackages, stageRuntime } from './stagedRuntime.mjs';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

/** What the command line reads or gives away; the rest of media/ belongs to VS Code. */
const mediaFolders = ['checkpoints', 'ci', 'docs', 'judges', 'python', 'safeguards', 'schemas', 'suites'];

const keptFields = ['name', 'version', 'description', 'license', 'keywords', 'type', 'bin'];

/**
 * Makes the archives of the command line and of each target's native files in `folder`.
 * @returns their paths, the command line's first
 */
export async function packNpm({ folder = join(root, '.cache', 'npm'), of = targets } = {}) {
  rmSync(folder, { recursive: true, force: true });
  const main = join(folder, 'stage', 'cli');
  await stageCommandLine(main);
  const stages = [main];
  for (const target of of) {
    const stage = join(folder, 'stage', target);
    stageNativePackage(stage, target);
    stages.push(stage);
  }
  const archives = stages.map((stage) => pack(stage, folder));
  rmSync(join(folder, 'stage'), { recursive: true, force: true });
  return archives;
}

/** The package with a platform's native files. */
export function nativePackage(target) {
  return `@guardrail-lens/runtime-${target}`;
}

async function stageCommandLine(stage) {
  const dist = join(stage, 'dist');
  mkdirSync(dist, { recursive: true });
  const inputs = await bundle({ outdir: dist, production: true, of: ['programs'] });
  for (const name of mediaFolders) {
    cpSync(join(root, 'media', name), join(stage, 'media', name), {
      recursive: true,
      filter: (path) => basename(path) !== '__pycache__',
    });
  }
  for (const name of ['CHANGELOG.md', 'LICENSE']) cpSync(join(root, name), join(stage, name));
  cpSync(join(root, 'src', 'build', 'npmReadme.md'), join(stage, 'README.md'));
  const packages = shippedPackages(inputs, runtimePackages);
  writeFileSync(join(stage, 'THIRD-PARTY-NOTICES.md'), thirdPartyNotices(root, packages));
  writeFileSync(join(stage, 'sbom.cdx.json'), billOfMaterials(root, packages));
  const modules = join(dist, 'node_modules');
  stageRuntime(root, modules);
  writeFileSync(join(modules, 'onnxruntime-node', 'dist', 'binding.js'), bindingSource());
  writeManifest(stage, commandLineManifest());
}

function commandLineManifest() {
  const own = manifest();
  return {
    ...Object.fromEntries(keptFields.map((key) => [key, own[key]])),
    ...repositoryFields(),
    engines: { node: own.engines.node },
    files: ['dist', 'media', 'CHANGELOG.md', 'THIRD-PARTY-NOTICES.md', 'sbom.cdx.json'],
    optionalDependencies: Object.fromEntries(targets.map((target) => [nativePackage(target), own.version])),
  };
}

function stageNativePackage(stage, target) {
  mkdirSync(stage, { recursive: true });
  const files = nativeFiles(root, target);
  const source = join(root, 'node_modules', 'onnxruntime-node');
  for (const name of files) cpSync(join(source, nativeFolder(target), name), join(stage, name));
  const { os, cpu } = platformOf(target);
  const { version, license } = manifest();
  const runtime = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  writeFileSync(
    join(stage, 'THIRD-PARTY-NOTICES.md'),
    thirdPartyNotices(root, [join('node_modules', 'onnxruntime-node')], []),
  );
  cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  writeFileSync(
    join(stage, 'README.md'),
    `# ${nativePackage(target)}\n\nThe native files of ONNX Runtime ${runtime.version} for ${target}, unchanged. ` +
      'The package `guardrail-lens` installs it.\n',
  );
  writeManifest(stage, {
    name: nativePackage(target),
    version,
    description: `ONNX Runtime ${runtime.version} for guardrail-lens on ${target}.`,
    license,
    ...repositoryFields(),
    main: 'onnxruntime_binding.node',
    files: [...files, 'THIRD-PARTY-NOTICES.md'],
    os: [os],
    cpu: [cpu],
    ...(os === 'linux' ? { libc: ['glibc'] } : {}),
    publishConfig: { access: 'public' },
  });
}

const nativeFile = '`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`';

/**
 * onnxruntime-node's own loading of its native file, from the platform's package instead. Where that is missing everything
 * that needs no session still works, and making one fails with the code ERR_NATIVE_RUNTIME.
 */
function bindingSource() {
  const path = join(root, 'node_modules', 'onnxruntime-node', 'dist', 'binding.js');
  const [before, after, ...more] = readFileSync(path, 'utf8').split(`require(${nativeFile})`);
  if (after === undefined || more.length > 0) {
    throw new Error(`${path} loads its native file in another way than it did.`);
  }
  return `${before}nativeRuntime()${after.replace(/\n\/\/# sourceMappingURL=.*$/, '')}
function nativeRuntime() {
  const name = \`@guardrail-lens/runtime-\${process.platform}-\${process.arch}\`;
  try {
    return require(name);
  } catch (cause) {
    const fail = () => {
      throw Object.assign(new Error(\`\${name} cannot be loaded: \${cause.message.split('\\n')[0]}\`), {
        code: 'ERR_NATIVE_RUNTIME',
      });
    };
    return { listSupportedBackends: () => [{ name: 'cpu', bundled: true }], initOrtOnce: fail };
  }
}
`;
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

function writeManifest(stage, content) {
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);
}

/** @returns the archive's path; prints its size */
function pack(stage, folder) {
  const { status } = npm(['pack', '--ignore-scripts', '--pack-destination', folder, '--loglevel=error'], {
    cwd: stage,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`npm pack failed for ${stage}.`);
  const { name, version } = JSON.parse(readFileSync(join(stage, 'package.json'), 'utf8'));
  const path = join(folder, `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`);
  console.log(`${path}: ${(statSync(path).size / 1e6).toFixed(1)} MB`);
  return path;
}
