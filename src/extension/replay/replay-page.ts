/** The page of the replay in a web view. Everything in a transcript is untrusted, so the page may load only its own three files. */
import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

/** Folder of the built web views; nothing else can be loaded. */
export function webviewFolder(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist', 'webview');
}

/**
 * The page as HTML.
 * @param source what is replayed: a transcript of ours, or a log of another tool, which has no machine and no place for notes
 */
export function replayPage(webview: Webview, extension: Uri, source: 'transcript' | 'log' = 'transcript'): string {
  const nonce = randomBytes(16).toString('base64url');
  const address = (name: string): string =>
    webview.asWebviewUri(Uri.joinPath(webviewFolder(extension), name)).toString();
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    'img-src data:',
    // The digest of an empty style sheet: with one, the controls find out whether the browser knows `:focus-visible`.
    `style-src ${webview.cspSource} 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="stylesheet" href="${address('codicon.css')}">
    <link rel="stylesheet" href="${address('replay.css')}">
    <title>Replay</title>
  </head>
  <body data-redline-view="replay" data-redline-source="${source}">
    <div id="app"></div>
    <script nonce="${nonce}" src="${address('replay.js')}"></script>
  </body>
</html>
`;
}
