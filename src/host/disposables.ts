// Everything that must be given back when the extension or a view goes away.
import type { Disposable } from 'vscode';

/** A class that owns disposables. */
export abstract class DisposableOwner implements Disposable {
  private readonly owned: Disposable[] = [];
  private gone = false;

  protected register<T extends Disposable>(disposable: T): T {
    if (this.gone) disposable.dispose();
    else this.owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    this.gone = true;
    for (const disposable of this.owned.splice(0).reverse()) disposable.dispose();
  }
}
