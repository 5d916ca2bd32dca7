export function audit(root: string): boolean;
export function auditResult(stdout: string): boolean;
