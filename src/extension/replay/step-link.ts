/** Links to a step of a replay: `vscode://redline.redline/replay?transcript=…&step=…`. */
import { isAbsolute, join, relative, sep } from 'node:path';
import { env, Uri, workspace } from 'vscode';
import { TRANSCRIPT_SUFFIX } from '../../node/transcript-file.ts';

const PATH = '/replay';

/** A link that opens a transcript at a step. A transcript in the workspace is named from there, so that others can follow the link. */
export function stepLink(extensionId: string, transcript: string, step: number): string {
  const folder = workspace.getWorkspaceFolder(Uri.file(transcript));
  const named = folder === undefined ? transcript : relative(folder.uri.fsPath, transcript).split(sep).join('/');
  const query = new URLSearchParams({ transcript: named, step: String(step) });
  return `${env.uriScheme}://${extensionId}${PATH}?${query.toString()}`;
}

/** What a link asks for; undefined when it is none of ours. Nothing but a transcript is ever opened. */
export async function linkedStep(
  uri: Uri,
): Promise<{ readonly transcript: Uri; readonly step: number | undefined } | undefined> {
  const query = new URLSearchParams(uri.query);
  const named = query.get('transcript') ?? '';
  if (uri.path !== PATH || !named.endsWith(TRANSCRIPT_SUFFIX)) return undefined;
  const step = /^\d{1,9}$/.test(query.get('step') ?? '') ? Number(query.get('step')) : undefined;
  const folders = workspace.workspaceFolders ?? [];
  const places = isAbsolute(named) ? [named] : folders.map((folder) => join(folder.uri.fsPath, named));
  for (const place of places) {
    const transcript = Uri.file(place);
    const there = await workspace.fs.stat(transcript).then(
      () => true,
      () => false,
    );
    if (there) return { transcript, step };
  }
  return undefined;
}
