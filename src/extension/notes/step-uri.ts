/** Addresses of steps as documents: `redline-step:/PATH/OF/NAME.transcript.jsonl/step-12.md`. Notes hang on these. */
import { Uri } from 'vscode';

export const STEP_SCHEME = 'redline-step';

export interface StepPlace {
  /** Absolute path of the transcript. */
  readonly transcript: string;
  readonly step: number;
}

/** The address of a step as a document. */
export function stepUri({ transcript, step }: StepPlace): Uri {
  const { path } = Uri.file(transcript);
  return Uri.from({ scheme: STEP_SCHEME, path: `${path}/step-${step}.md` });
}

/** The address of the outline of a whole trial as a document. */
export function outlineUri(transcript: string): Uri {
  return Uri.from({ scheme: STEP_SCHEME, path: `${Uri.file(transcript).path}/outline.txt` });
}

/** The transcript whose outline an address stands for; undefined when it stands for something else. */
export function outlinedTranscript(uri: Uri): string | undefined {
  const match = /^(.+)\/outline\.txt$/.exec(uri.path);
  return match === null || uri.scheme !== STEP_SCHEME ? undefined : Uri.file(match[1] ?? '').fsPath;
}

/** What an address stands for; undefined when it is none of ours. */
export function stepPlace(uri: Uri): StepPlace | undefined {
  const match = /^(.+)\/step-(\d+)\.md$/.exec(uri.path);
  if (match === null || uri.scheme !== STEP_SCHEME) return undefined;
  return { transcript: Uri.file(match[1] ?? '').fsPath, step: Number(match[2]) };
}
