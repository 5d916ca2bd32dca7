// Which suites are run when nothing else is said about a folder of published files.
import { suiteFamilies, type ImportedSuite } from './importers/importer';

/**
 * One suite per family in the preset's order: five adversarial benchmarks (AdvBench, HarmBench without copyright,
 * StrongREJECT, JailbreakBench harmful, XSTest unsafe), then the over-refusal side (XSTest safe, JailbreakBench
 * benign). Of several editions the one with the most prompts is taken, of equals the first.
 */
export function defaultPreset(imported: readonly ImportedSuite[]): readonly ImportedSuite[] {
  return suiteFamilies.flatMap((family) => {
    const editions = imported.filter((entry) => entry.family === family);
    const largest = editions.reduce<ImportedSuite | null>(
      (best, entry) =>
        best === null || entry.suite.prompts.length > best.suite.prompts.length ? entry : best,
      null,
    );
    return largest === null ? [] : [largest];
  });
}
