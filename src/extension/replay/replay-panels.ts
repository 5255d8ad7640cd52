/** Replays on screen, of transcripts and of other tools' logs alike: what a command moves is the one in front. */
import type { Uri, WebviewPanel } from 'vscode';
import type { ToReplay } from '../../protocol/replay.ts';

export interface ReplayPanel {
  readonly panel: WebviewPanel;
  readonly uri: Uri;
  /** Tells the replay the notes as they are now. */
  tellNotes(): void;
}

export class ReplayPanels {
  readonly #panels = new Set<ReplayPanel>();

  /** Takes a replay until its panel is closed. */
  add(entry: ReplayPanel): void {
    this.#panels.add(entry);
    entry.panel.onDidDispose(() => this.#panels.delete(entry));
  }

  get inFront(): ReplayPanel | undefined {
    return [...this.#panels].find(({ panel }) => panel.active) ?? [...this.#panels].find(({ panel }) => panel.visible);
  }

  /** Replays of one file. */
  of(path: string): readonly ReplayPanel[] {
    return [...this.#panels].filter(({ uri }) => uri.fsPath === path);
  }

  /** Says something to the replay in front. */
  say(message: ToReplay): void {
    void this.inFront?.panel.webview.postMessage(message);
  }
}
