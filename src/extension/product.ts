/** What every feature of the extension is given. */
import { type ExtensionContext, type LogOutputChannel, Uri } from 'vscode';

export interface Product {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
}

/** Path inside the installed extension, for Node. */
export function packagePath({ context }: Product, ...parts: readonly string[]): string {
  return Uri.joinPath(context.extensionUri, ...parts).fsPath;
}

/** Version of Redline. */
export function productVersion({ context }: Product): string {
  const { version } = context.extension.packageJSON as { version: string };
  return version;
}
