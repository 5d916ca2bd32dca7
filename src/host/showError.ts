// How an error reaches the user: what happened, what to do, and the log one click away.
import { window } from 'vscode';
import { GuardrailError, toErrorData } from '../protocol/errors';
import { inertMessage } from './inertText';

export async function showError(error: unknown, showLog: () => void): Promise<void> {
  if (error instanceof GuardrailError && error.code === 'cancelled') return;
  const { message, advice } = toErrorData(error);
  const choice = await window.showErrorMessage(inertMessage(`${message} ${advice}`), 'Show Log');
  if (choice !== undefined) showLog();
}
