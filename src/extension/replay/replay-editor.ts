/** The replay as an editor of transcripts. */
import { basename, dirname } from 'node:path';
import {
  type CancellationToken,
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  commands,
  Disposable,
  env,
  type Uri,
  type ViewColumn,
  type WebviewPanel,
  window,
} from 'vscode';
import { FolderWatch } from '../../node/folder-watch.ts';
import type { FromReplay, StepNote, ToReplay } from '../../protocol/replay.ts';
import type { Transcripts } from '../machine/transcripts.ts';
import type { Notes } from '../notes/register.ts';
import type { Product } from '../product.ts';
import type { RunningExperiments } from '../runs/running.ts';
import { throttle } from '../throttle.ts';
import { REPLAY_EDITOR } from './names.ts';
import type { ReplayPlaces } from './places.ts';
import { replayPage, webviewFolder } from './replay-page.ts';
import type { ReplayPanels } from './replay-panels.ts';
import { abandonedBecause, LOOK_AGAIN_MS } from './whose-run.ts';

const REREAD_MS = 150;
/** How long the status bar says that something was copied. */
const TELL_COPIED_MS = 5000;

/** What a replay uses of other features. */
export interface ReplaySurroundings {
  readonly transcripts: Transcripts;
  readonly notes: Notes;
}

export class ReplayEditor implements CustomReadonlyEditorProvider {
  readonly #product: Product;
  readonly #running: RunningExperiments;
  readonly #places: ReplayPlaces;
  readonly #surroundings: () => ReplaySurroundings;
  readonly #panels: ReplayPanels;

  constructor(
    product: Product,
    running: RunningExperiments,
    places: ReplayPlaces,
    panels: ReplayPanels,
    surroundings: () => ReplaySurroundings,
  ) {
    this.#panels = panels;
    this.#surroundings = surroundings;
    this.#product = product;
    this.#running = running;
    this.#places = places;
  }

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor(document: CustomDocument, panel: WebviewPanel, token: CancellationToken): Promise<void> {
    const { uri } = document;
    const { webview } = panel;
    const { extensionUri } = this.#product.context;
    webview.options = {
      enableScripts: true,
      enableCommandUris: false,
      localResourceRoots: [webviewFolder(extensionUri)],
    };
    const { ReplaySession: Session } = await import('./replay-session.ts');
    if (token.isCancellationRequested) return;
    const session = new Session({
      transcript: uri.fsPath,
      leftAt: () => this.#places.at(uri.fsPath),
      say: (message: ToReplay) => void webview.postMessage(message),
      abandoned: (changedAt) => abandonedBecause(uri.fsPath, this.#running, changedAt, Date.now()),
      leave: (step) => void this.#places.keep(uri.fsPath, step),
      openSource: () => void openSource(uri),
      writeNote: (step) => void this.#surroundings().notes.write({ transcript: uri.fsPath, step }),
      copyStep: (step, as) => void this.#copyStep(uri.fsPath, step, as),
      fork: (step) => void commands.executeCommand('redline.replay.fork', { transcript: uri.fsPath, step }),
      notes: () => this.#notes(uri.fsPath),
      openFile: (request) => void this.#openFile(uri, request),
      damaged: (problems) => void tellDamage(uri, problems),
    });
    const refresh = throttle(() => void session.refresh(), REREAD_MS);
    this.#panels.add({ panel, uri, tellNotes: () => void session.tellNotes() });
    const parts = Disposable.from(
      session,
      refresh,
      webview.onDidReceiveMessage((message: FromReplay) => session.receive(message)),
      this.#follow(uri, refresh),
    );
    panel.onDidDispose(() => parts.dispose());
    webview.html = replayPage(webview, extensionUri);
  }

  /** Copies the step of the replay in front. */
  copyStep(as: 'link' | 'markdown'): void {
    const replay = this.inFront;
    if (replay !== undefined) void this.#copyStep(replay.transcript, replay.step, as);
  }

  /** The replay in front, and the step that it shows. */
  get inFront(): { readonly transcript: string; readonly step: number } | undefined {
    const entry = this.#panels.inFront;
    if (entry?.panel.viewType !== REPLAY_EDITOR) return undefined;
    const transcript = entry.uri.fsPath;
    return { transcript, step: this.#places.at(transcript) ?? 0 };
  }

  /** Opens the transcript of the replay in front as text. */
  openSource(): void {
    const entry = this.#panels.inFront;
    if (entry !== undefined) void openSource(entry.uri);
  }

  /** Shows a transcript at a step, in the replay that is open or in a new one. */
  async show(transcript: Uri, step: number | undefined, column?: ViewColumn): Promise<void> {
    if (step !== undefined) await this.#places.keep(transcript.fsPath, step);
    await commands.executeCommand('vscode.openWith', transcript, REPLAY_EDITOR, column);
    if (step === undefined) return;
    for (const { panel } of this.#panels.of(transcript.fsPath)) {
      void panel.webview.postMessage({ type: 'go', step } satisfies ToReplay);
    }
  }

  /** Tells the replays of a transcript that its notes changed. */
  tellNotes(transcript: string): void {
    for (const panel of this.#panels.of(transcript)) panel.tellNotes();
  }

  async #notes(transcript: string): Promise<readonly StepNote[]> {
    try {
      return await (await this.#surroundings().notes.threads()).show(transcript);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void window.showWarningMessage(`The notes on ${basename(transcript)} cannot be read: ${why}`);
      return [];
    }
  }

  async #copyStep(transcript: string, step: number, as: 'link' | 'markdown'): Promise<void> {
    const what = as === 'link' ? `a link to step ${step}` : `step ${step} as Markdown`;
    try {
      await env.clipboard.writeText(await this.#stepText(transcript, step, as));
      window.setStatusBarMessage(`$(check) Copied ${what}`, TELL_COPIED_MS);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(`${basename(transcript)}: ${what} could not be copied. ${why}`);
    }
  }

  async #stepText(transcript: string, step: number, as: 'link' | 'markdown'): Promise<string> {
    const { stepLink } = await import('./step-link.ts');
    const link = stepLink(this.#product.context.extension.id, transcript, step);
    if (as === 'link') return link;
    const { stepMarkdown } = await import('../../core/transcript/step-markdown.ts');
    const trial = await this.#surroundings().transcripts.read(transcript);
    return stepMarkdown(trial.header, await trial.step(step), { link });
  }

  async #openFile(
    uri: Uri,
    { step, path, against }: Pick<FromReplay & { type: 'open-file' }, 'step' | 'path' | 'against'>,
  ): Promise<void> {
    const { openMachineFile } = await import('../machine/open-machine-file.ts');
    try {
      await openMachineFile(this.#surroundings().transcripts, { transcript: uri.fsPath, step, path, against });
    } catch (error) {
      await window.showErrorMessage(
        `${path} cannot be shown: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Looks again when the file changes, when the run that writes it goes on, and once after it came to rest. */
  #follow(uri: Uri, refresh: () => void): Disposable {
    const folder = dirname(uri.fsPath);
    let rest: NodeJS.Timeout | undefined;
    const changed = (): void => {
      clearTimeout(rest);
      rest = setTimeout(refresh, LOOK_AGAIN_MS);
      refresh();
    };
    rest = setTimeout(refresh, LOOK_AGAIN_MS);
    const watch = new FolderWatch(folder, (name) => {
      if (name === undefined || name === basename(uri.fsPath)) changed();
    });
    return Disposable.from(
      new Disposable(() => watch.close()),
      this.#running.onDidChange((experiment) => {
        if (experiment.folder === folder) changed();
      }),
      new Disposable(() => clearTimeout(rest)),
    );
  }
}

async function openSource(uri: Uri): Promise<void> {
  await commands.executeCommand('vscode.openWith', uri, 'default');
}

async function tellDamage(
  uri: Uri,
  problems: readonly { readonly line: number; readonly message: string }[],
): Promise<void> {
  const [first] = problems;
  if (first === undefined) return;
  const open = 'Open as Text';
  const many = problems.length === 1 ? 'A line' : `${problems.length} lines`;
  const answer = await window.showWarningMessage(
    `${many} of ${basename(uri.fsPath)} cannot be read, so the replay may miss something. Line ${first.line}: ${first.message}`,
    open,
  );
  if (answer === open) await openSource(uri);
}
