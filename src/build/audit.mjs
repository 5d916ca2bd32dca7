// Known vulnerabilities of what is shipped, as a package registry tells them. Nothing has to be installed.
import { npm } from './npm.mjs';

/** From this severity on the audit fails. */
const failing = ['high', 'critical'];

/** Prints what there is; false where something is high or critical. A registry that does not tell is a printed skip. */
export function audit(root) {
  const { stdout } = npm(['audit', '--omit', 'dev', '--json'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return auditResult(stdout ?? '');
}

/** Of what `npm audit --json` printed. */
export function auditResult(stdout) {
  const counts = countsOf(stdout);
  if (counts === null) {
    console.log('skipped: the audit of dependencies: no registry here tells known vulnerabilities');
    return true;
  }
  const found = Object.entries(counts).filter(([severity, count]) => severity !== 'total' && count > 0);
  const words = found.map(([severity, count]) => `${count} ${severity}`).join(', ');
  console.log(`audit of dependencies: ${words === '' ? 'no known vulnerability' : words}`);
  return !found.some(([severity]) => failing.includes(severity));
}

function countsOf(stdout) {
  try {
    return JSON.parse(stdout).metadata?.vulnerabilities ?? null;
  } catch {
    return null;
  }
}
