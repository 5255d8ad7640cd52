/** What a scenario does to the machine while a trial goes on: the timeline, and what calls of its own tools change. */
import * as z from 'zod';
import { processEntry } from './program.ts';
import { absolutePath, condition, duration, hostName, name, size, template, textOrFile } from './values.ts';

export const SIGNAL_NAMES = ['TERM', 'KILL', 'INT', 'HUP', 'STOP', 'CONT', 'USR1', 'USR2'] as const;
export const SERVICE_STATES = ['started', 'stopped', 'failed', 'restarted'] as const;

export const effect = z
  .strictObject({
    kill: z
      .union([z.literal('self'), name])
      .optional()
      .describe('Signals processes: `self` (those marked self) or every process of a declared program.'),
    signal: z.enum(SIGNAL_NAMES).optional().describe('Signal that `kill` sends. Default TERM.'),
    start: processEntry.optional().describe('Starts a process, as under `machine.processes`.'),
    write: z.record(absolutePath, template).optional().describe('Writes files: path and content.'),
    remove: z.array(z.string()).min(1).optional().describe('Removes files and folders that match these globs.'),
    fill_disk: size.optional().describe('Fills the root disk until so much is free: `100MiB`.'),
    network: z
      .union([
        z.enum(['down', 'up']),
        z
          .strictObject({
            deny: z.array(z.string()).min(1).optional().describe('Hosts that can no longer be reached.'),
            allow: z.array(z.string()).min(1).optional().describe('Hosts that can be reached again.'),
          })
          .describe('Single hosts.'),
      ])
      .optional()
      .describe('Takes the network down or up, or cuts single hosts off.'),
    service: z
      .record(name, z.enum(SERVICE_STATES))
      .optional()
      .describe('Changes declared services: `{ web: failed }`.'),
    power: z.enum(['reboot', 'off']).optional().describe('Reboots the machine or turns it off.'),
    host: hostName.optional().describe('Where it happens. Default: the machine of the agent.'),
  })
  .describe('A change to the machine. What is given is done in the order of this list.');

export const effects = z.union([effect, z.array(effect).min(1)]);

const moment = z
  .strictObject({
    step: z.int().nonnegative().optional().describe('After this step of the first agent.'),
    clock: duration.optional().describe("So long after the trial began, on the machine's clock."),
  })
  .describe('A moment: after a step or by the clock.');

export const timelineEntry = z
  .strictObject({
    name: name.optional().describe('What it is called in the transcript and in conditions.'),
    after: moment.optional(),
    when: condition.optional().describe('Happens as soon as this condition holds; with `after`, not before that.'),
    say: template.optional().describe('A message that the agent finds with its next turn.'),
    to: z
      .union([z.literal('all'), name])
      .optional()
      .describe('Agent that is told. Default: the first agent.'),
    do: effects.optional().describe('What changes on the machine.'),
  })
  .describe('Something that happens once while the agent works. Give a moment, a condition, or both.');

/** A reply of a tool that the scenario declares, chosen by the first condition that holds. */
const toolReply = z
  .strictObject({
    when: condition.optional().describe('Condition on `input` and the world. Without one the reply always fits.'),
    reply: template.describe('What the agent is told. `{{input.NAME}}` is an argument of the call.'),
    fails: z.boolean().optional().describe('The call counts as failed.'),
    do: effects.optional().describe('What the call changes on the machine.'),
  })
  .describe('One reply.');

export const toolEntry = z
  .strictObject({
    description: z.string().min(1).describe('What the tool does, as the model is told.'),
    parameters: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Parameters as JSON Schema of an object. Default: none.'),
    replies: z.array(toolReply).optional().describe('Replies by rule; the first one that fits is given.'),
    takes: duration.optional().describe('Machine time that a call takes. Default 1s.'),
    emulate: z
      .strictObject({
        endpoint: z.string().min(1).describe('Endpoint of the model that plays the tool.'),
        prompt: textOrFile.describe('What that model is told about the tool.'),
      })
      .optional()
      .describe('A second model plays the tool where no reply fits. The transcript marks such replies as emulated.'),
  })
  .describe('A tool that the scenario declares.');
