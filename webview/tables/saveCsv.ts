// Numbers of the page as a CSV file, which the host saves where the user says.
import { csvText, type CsvTable } from '../../src/safety/presentation/figures/csvTable';
import { host } from '../shared/host';
import { reportError } from '../shared/showRows';

/** `name`: what they are, in a few words; errors are reported from `element`. */
export function saveCsv(name: string, table: CsvTable, element: EventTarget): void {
  host
    .request('saveFigure', { name, format: 'csv', content: csvText(table) })
    .catch((error: unknown) => reportError(element, error));
}
