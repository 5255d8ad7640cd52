/** The replay as an editor of the logs of Inspect. */
import {
  type CancellationToken,
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  commands,
  type Uri,
  type WebviewPanel,
} from 'vscode';
import type { FromReplay, ToReplay } from '../../protocol/replay.ts';
import type { Product } from '../product.ts';
import { replayPage, webviewFolder } from './replay-page.ts';
import type { ReplayPanels } from './replay-panels.ts';

export class InspectEditor implements CustomReadonlyEditorProvider {
  readonly #product: Product;
  readonly #panels: ReplayPanels;

  constructor(product: Product, panels: ReplayPanels) {
    this.#product = product;
    this.#panels = panels;
  }

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: CustomDocument, panel: WebviewPanel, token: CancellationToken): Promise<void> {
    const { webview } = panel;
    const { extensionUri } = this.#product.context;
    webview.options = {
      enableScripts: true,
      enableCommandUris: false,
      localResourceRoots: [webviewFolder(extensionUri)],
    };
    const { InspectSession } = await import('./inspect-session.ts');
    if (token.isCancellationRequested) return;
    const session = new InspectSession({
      path: uri.fsPath,
      say: (message: ToReplay) => void webview.postMessage(message),
      openSource: () => void commands.executeCommand('vscode.openWith', uri, 'default'),
    });
    this.#panels.add({ panel, uri, tellNotes: () => undefined });
    const listening = webview.onDidReceiveMessage((message: FromReplay) => session.receive(message));
    panel.onDidDispose(() => {
      listening.dispose();
      session.dispose();
    });
    webview.html = replayPage(webview, extensionUri, 'log');
  }
}
