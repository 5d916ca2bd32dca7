export function billOfMaterials(root: string, folders: readonly string[]): string;
