/**
 * The controls of the web views, and the only place that names `@vscode/webview-ui-toolkit`: another set of controls that
 * registers the same elements could take its place here. The toolkit's badge is left out: its template has an inline style, which
 * a strict content security policy forbids.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** Registers `vscode-button`, `-dropdown`, `-option`, `-progress-ring` and `-text-field`. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}
