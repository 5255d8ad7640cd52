/**
 * The replay of one trial. The same bundle runs in a web view of VS Code and in the page of an HTML export.
 *
 * What the page that hosts it has to be:
 *
 *     <!doctype html>
 *     <html lang="en">
 *       <head>
 *         <meta charset="utf-8">
 *         <meta name="viewport" content="width=device-width, initial-scale=1">
 *         <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:;
 *           style-src HOST 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; font-src HOST;
 *           script-src 'nonce-NONCE'">
 *         <link rel="stylesheet" href="…/dist/webview/codicon.css">
 *         <link rel="stylesheet" href="…/dist/webview/replay.css">
 *       </head>
 *       <body data-redline-view="replay">
 *         <div id="app"></div>
 *         <script nonce="NONCE" src="…/dist/webview/replay.js"></script>
 *       </body>
 *     </html>
 *
 * - The script is classic, not a module, and comes after `#app`.
 * - No `unsafe-inline` and no `unsafe-eval` is needed, for styles neither: the controls use constructed style sheets, and inline
 *   sizes are set through the object model. The digest is that of an empty style sheet, with which the controls find out whether
 *   the browser knows `:focus-visible`; without it a violation is logged and focus rings show after a click too.
 * - `acquireVsCodeApi` has to exist before the script runs. A page without VS Code defines it: `postMessage` takes what the replay
 *   says, `getState` and `setState` keep its layout (`getState` may always give undefined). It answers with
 *   `window.dispatchEvent(new MessageEvent('message', { data }))`.
 * - A page that cannot open the transcript in an editor sets `data-redline-source="none"` on the body, one that replays the log of
 *   another tool `data-redline-source="log"`; what they cannot do is not offered.
 * - An export that has to be one file puts both style sheets into a `<style>` that its policy names by digest or nonce, with the
 *   font of `codicon.css` as a `data:` address (`font-src data:`).
 * - Colours come from the `--vscode-…` variables, which VS Code sets on the root element; a page without VS Code sets them itself.
 *
 * The conversation: the replay says `ready`; the host answers `opened`; from then on it answers every `want-lines` with `lines`,
 * every `want-step` with `step` or `failed`, every `want-timeline` with `timeline` and a `find` with one `found` or several, and says
 * `grew` when the trial goes on.
 */
import { registerControls } from '../controls.ts';
import './replay.css';
import { connect } from './connection.ts';
import { offersOf } from './offers.ts';
import { ReplayApp } from './views/app.ts';
import { FindBar } from './views/find-bar.ts';
import { Output } from './views/output.ts';
import { Rows } from './views/rows.ts';
import { Splitter } from './views/splitter.ts';
import { StepList } from './views/step-list.ts';
import { TimelineElement } from './views/timeline.ts';

registerControls();
customElements.define('redline-find-bar', FindBar);
customElements.define('redline-output', Output);
customElements.define('redline-rows', Rows);
customElements.define('redline-splitter', Splitter);
customElements.define('redline-step-list', StepList);
customElements.define('redline-timeline', TimelineElement);
customElements.define('redline-replay', ReplayApp);

document
  .getElementById('app')
  ?.replaceChildren(new ReplayApp(connect, offersOf(document.body.dataset['redlineSource'])));
