export const targets: readonly string[];
export const hostTarget: string;
export function platformOf(target: string): { readonly os: string; readonly cpu: string };
export function nativeFolder(target: string): string;
export function nativeFiles(root: string, target: string): string[];
