/** How the end of a service is taken, and what the journal says of it. */
import type { Exit } from '../processes/process-table.ts';
import type { ServiceDefinition } from './definition.ts';
import type { Journal } from './journal.ts';
import { NO_FOLDER } from './service-process.ts';

/** Signals that end a service well. */
const CLEAN_SIGNALS = ['HUP', 'INT', 'TERM', 'PIPE'];

/** Whether systemd takes an end for a good one. */
export function endedWell({ exitCode, signal }: Exit): boolean {
  return exitCode === 0 || (signal !== undefined && CLEAN_SIGNALS.includes(signal));
}

/** Says in the journal how the process of a unit has ended that nobody told to stop. */
export function tellEnd({ name, description }: ServiceDefinition, { exitCode, signal }: Exit, journal: Journal): void {
  const unit = `${name}.service`;
  if (exitCode === 0) {
    journal.unit(unit, `${unit}: Deactivated successfully.`);
    return;
  }
  const how =
    signal === undefined
      ? `code=exited, status=${exitCode}/${exitCode === 1 ? 'FAILURE' : 'n/a'}`
      : `code=killed, status=${exitCode - 128}/${signal}`;
  if (exitCode < NO_FOLDER || signal !== undefined) journal.unit(unit, `${unit}: Main process exited, ${how}`, 5);
  journal.unit(unit, `${unit}: Failed with result '${signal === undefined ? 'exit-code' : 'signal'}'.`, 4);
  if (exitCode >= NO_FOLDER && signal === undefined) journal.unit(unit, `Failed to start ${description}.`, 3);
}
