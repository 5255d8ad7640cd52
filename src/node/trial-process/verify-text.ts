/** Verifies the text of a transcript. It runs what the transcript says that the agent did, so it belongs into the process for that. */
import { readScenario } from '../../core/scenario/read-scenario.ts';
import { readTranscript } from '../../core/transcript/reader.ts';
import { UnverifiableError } from '../../core/trial/recorded-scenario.ts';
import type { TrialRig } from '../../core/trial/run-trial.ts';
import { verifyTranscript } from '../../core/trial/verify.ts';
import type { TranscriptVerification } from '../../protocol/trial-process.ts';

/** Re-executes a transcript and says how that compares. Never throws for what a transcript can hold. */
export async function verifyText(text: string, rig: TrialRig): Promise<TranscriptVerification> {
  const { events, torn, problems: found } = readTranscript(text);
  const problems = found.map(({ line, message }) => `Line ${line}: ${message}`);
  try {
    const { steps, differences } = await verifyTranscript(
      events,
      (source, files, variant) => readScenario(source, { files, variant }).scenario,
      rig,
    );
    return { same: differences.length === 0 && problems.length === 0, steps, torn, differences, problems };
  } catch (error) {
    if (!(error instanceof UnverifiableError)) throw error;
    return { same: false, steps: 0, torn, differences: [], problems: [...problems, error.message] };
  }
}
