export function repositoryFields(url?: string): object;
