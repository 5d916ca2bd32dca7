// What can be compared, as it stands in a quick pick.
import type { QuickPickItem } from 'vscode';
import { environmentOf } from '../../safety/control/environments';
import { kindWords } from '../checkpoints/checkpointItems';
import { serverName } from '../endpoints/endpointUrl';
import { subjectTitle, type SubjectEntry } from './subjectEntry';

export interface SubjectItem extends QuickPickItem {
  readonly subject: SubjectEntry;
}

export function subjectItems(subjects: readonly SubjectEntry[]): SubjectItem[] {
  return subjects.map((subject) => ({ label: subjectTitle(subject), ...about(subject), subject }));
}

function about(subject: SubjectEntry): { readonly description: string; readonly detail: string } {
  switch (subject.kind) {
    case 'checkpoint': {
      const { kind, builtIn, path } = subject.entry;
      return { description: kindWords[kind], detail: builtIn ? 'comes with the extension' : path };
    }
    case 'endpoint': {
      const { parent } = subject.model;
      return {
        description: `on ${serverName(subject.url)}`,
        detail: parent === null ? subject.url : `made of ${parent}`,
      };
    }
    case 'responses':
      return { description: 'responses made elsewhere', detail: subject.path };
    case 'policy': {
      const { environment, path } = subject.entry;
      return { description: `control policy · ${environmentOf(environment).title}`, detail: path };
    }
  }
}
