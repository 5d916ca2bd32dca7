// Setup, bundles, demo and tests: what the npm scripts call. Runs on Node 20 or newer with nothing installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './src/build/npm.mjs';
import { countVitest } from './src/build/testCounts.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const cache = join(root, '.cache');
const commands = {
  setup,
  bundle,
  package: pack,
  release,
  docs,
  workbench,
  measure,
  pictures,
  demo,
  builtin,
  pairs,
  forecast,
  trl,
  guardrails,
  remedies,
  control,
  numbers,
  fuzz,
  kills,
  audit,
  integration,
  e2e,
  test,
};
const name = process.argv[2] ?? '';
if (!Object.hasOwn(commands, name)) {
  console.error(`Usage: node build.mjs ${Object.keys(commands).join('|')}`);
  process.exit(2);
}
await commands[name]();

/** Installs what the lock file says, if that has not been done, and bundles. */
async function setup() {
  const stamp = join(root, 'node_modules', '.guardrail-lens-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    const { status } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
    writeFileSync(stamp, lock);
  }
  await bundle();
}

/** dist/: the command line, the engine, the extension and its webviews. */
async function bundle() {
  const { bundle: bundleAll } = await import('./src/build/bundle.mjs');
  await bundleAll();
}

/** The VSIX of this platform. Its modules are loaded here, since nothing may be installed yet when this file is. */
async function pack() {
  const { packageExtension } = await import('./src/build/package.mjs');
  await packageExtension();
}

/** Everything that is published, in .cache: the VSIX of every platform, and the packages of the command line for npm. */
async function release() {
  const { packageExtension } = await import('./src/build/package.mjs');
  const { packNpm } = await import('./src/build/npmPackages.mjs');
  const { targets } = await import('./src/build/platforms.mjs');
  await packageExtension(targets);
  await packNpm();
}

/** The reference in media/docs, from manifest, command line, schemas and tables. */
async function docs() {
  const { bundleScripts, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ docs: 'src/build/docs/main.ts' });
  process.exit(node(['--no-warnings', join(scriptsFolder, 'docs.mjs'), root]));
}

/** The main job on what the repository carries: the built-in model against each of its adapters. */
async function demo() {
  const { makeDemo } = await import('./src/build/demo.mjs');
  const made = makeDemo(process.cwd(), process.argv.slice(3));
  console.log('\nIn VS Code: npm run workbench. Again as tables, or in a browser:');
  for (const { comparison, report } of made) {
    console.log(`  npx guardrail-lens report ${comparison}\n  ${report}`);
  }
  console.log('For your own: npx guardrail-lens compare --base <model> --tuned <model or adapter>');
}

/** The built-in checkpoints, made anew from their seed (src/build/builtin). */
async function builtin() {
  const { bundleScripts, engineWorkers, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ ...engineWorkers, builtin: 'src/build/builtin/main.ts' });
  process.exit(node([join(scriptsFolder, 'builtin.mjs'), ...process.argv.slice(3)]));
}

/** Preference pairs for the experiments' DPO runs (src/build/experiments). */
async function pairs() {
  const { bundleScripts, engineWorkers, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ ...engineWorkers, pairs: 'src/build/experiments/pairs.ts' });
  process.exit(node([join(scriptsFolder, 'pairs.mjs'), ...process.argv.slice(3)]));
}

/** An audit's forecast against policies really trained on the audited prompts (src/build/experiments). */
async function forecast() {
  const { bundleScripts, engineWorkers, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ ...engineWorkers, forecast: 'src/build/experiments/forecast.ts' });
  process.exit(node([join(scriptsFolder, 'forecast.mjs'), ...process.argv.slice(3)]));
}

/** One configuration trained here and by TRL, in a Python of the user's (src/build/experiments). */
async function trl() {
  const { bundleScripts, engineWorkers, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ ...engineWorkers, trl: 'src/build/experiments/besideTrl.ts' });
  process.exit(node([join(scriptsFolder, 'trl.mjs'), ...process.argv.slice(3)]));
}

/** A model aligned first, so that it has guardrails to lose, and what training takes of them (src/build/guardrails). */
async function guardrails() {
  const { bundleScripts, engineWorkers, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ ...engineWorkers, guardrails: 'src/build/guardrails/main.ts' });
  process.exit(node([join(scriptsFolder, 'guardrails.mjs'), ...process.argv.slice(3)]));
}

/** PPO and what makes it safe in two environments, side by side (src/build/control). */
async function control() {
  const { bundleScripts, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ control: 'src/build/control/main.ts' });
  process.exit(node([join(scriptsFolder, 'control.mjs'), ...process.argv.slice(3)]));
}

/** What the safeguards of a training run give and cost on the built-in model (src/build/remedies). */
async function remedies() {
  const { bundleScripts, engineWorkers, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ ...engineWorkers, remedies: 'src/build/remedies/main.ts' });
  process.exit(node([join(scriptsFolder, 'remedies.mjs'), ...process.argv.slice(3)]));
}

/** Coverage of the intervals and size of the tests, simulated (src/build/numbers). */
async function numbers() {
  const { bundleScripts, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ numbers: 'src/build/numbers/main.ts' });
  process.exit(node([join(scriptsFolder, 'numbers.mjs')]));
}

/** Mutated inputs for every parser of what comes from outside (test/fuzz). */
async function fuzz() {
  const { bundleScripts, engineWorkers, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({
    ...engineWorkers,
    fuzz: 'test/fuzz/main.ts',
    fuzzWorker: 'test/fuzz/fuzzWorker.ts',
  });
  process.exit(node(['--no-warnings', join(scriptsFolder, 'fuzz.mjs'), ...process.argv.slice(3)]));
}

/** Known vulnerabilities of what is shipped. */
async function audit() {
  const { audit: auditDependencies } = await import('./src/build/audit.mjs');
  process.exit(auditDependencies(root) ? 0 : 1);
}

/** Compare, train and serve ended at random moments and taken up again (test/kills). */
async function kills() {
  const { bundleScripts, scriptsFolder } = await import('./src/build/bundle.mjs');
  await bundleScripts({ kills: 'test/kills/main.ts' });
  process.exit(node(['--no-warnings', join(scriptsFolder, 'kills.mjs'), ...process.argv.slice(3)]));
}

/** The extension with the demo comparison. */
async function workbench() {
  await pack();
  const { openWorkbench } = await import('./src/build/workbenchTests.mjs');
  process.exit(await openWorkbench());
}

/** Times and memory of a comparison of 100,000 responses in the workbench. */
async function measure() {
  await bundle();
  await pack();
  const { measureLarge } = await import('./src/build/workbenchTests.mjs');
  process.exit(await measureLarge());
}

/** The screenshots of README and walkthroughs, taken anew (media/screenshots). */
async function pictures() {
  await bundle();
  await pack();
  const { takePictures } = await import('./src/build/workbenchTests.mjs');
  process.exit(await takePictures());
}

/** Types, lint and format, then the tests; ends with the plain line `N passed, N failed, N skipped`. */
async function test() {
  const tiers = [checks(), units()];
  await pack();
  const { integrationTests, endToEndTests } = await import('./src/build/workbenchTests.mjs');
  tiers.push(await integrationTests(), endToEndTests());
  finish(tiers);
}

async function integration() {
  await bundle();
  await pack();
  const { integrationTests } = await import('./src/build/workbenchTests.mjs');
  finish([await integrationTests()]);
}

async function e2e() {
  await bundle();
  await pack();
  const { endToEndTests } = await import('./src/build/workbenchTests.mjs');
  finish([endToEndTests(process.argv.slice(3))]);
}

function checks() {
  const counts = { passed: 0, failed: 0, skipped: 0, unavailable: '', failures: [] };
  for (const [what, script] of [
    ['types', ['typescript/bin/tsc', '-b']],
    ['lint', ['eslint/bin/eslint.js', '.']],
    ['format', ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  ]) {
    const started = Date.now();
    const ok = node([join(root, 'node_modules', script[0]), ...script.slice(1)]) === 0;
    console.log(`${what}: ${ok ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    counts[ok ? 'passed' : 'failed']++;
    if (!ok) counts.failures.push(what);
  }
  return counts;
}

function units() {
  mkdirSync(cache, { recursive: true });
  const results = join(cache, 'vitest.json');
  rmSync(results, { force: true });
  const code = node([
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ]);
  return countVitest(results, code);
}

/** The sums of all tiers as the last line; just before, what could not be run, and what failed by name. */
function finish(tiers) {
  const sum = (key) => tiers.reduce((total, tier) => total + tier[key], 0);
  console.log('');
  for (const { unavailable } of tiers) if (unavailable !== '') console.log(`skipped: ${unavailable}`);
  for (const { failures } of tiers) for (const name of failures) console.log(`failed: ${name}`);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

function node(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}
