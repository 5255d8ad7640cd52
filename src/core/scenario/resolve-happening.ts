/** The model of what a scenario does to the machine: effects, the timeline, tools of its own. */
import type { Effect, OwnToolSpec, TimelineEntry } from './model.ts';
import { resolveProcess } from './resolve-machine.ts';
import type { ScenarioDocument } from './schema.ts';
import type { TextReader } from './text-reader.ts';
import { parseDuration, parseSize } from './units.ts';

type TimelineDocument = NonNullable<ScenarioDocument['timeline']>[number];
type EffectsDocument = NonNullable<TimelineDocument['do']>;
type EffectDocument = Exclude<EffectsDocument, readonly unknown[]>;
type ToolDocument = NonNullable<ScenarioDocument['tools']>[string];

/** Milliseconds of machine time that a call of a declared tool takes when the scenario does not say. */
const TOOL_TIME = 1_000;

/** Single changes in the order in which they are made. */
export function resolveEffects(
  effects: EffectsDocument | undefined,
  machineUser: string,
  fill: (text: string) => string,
): Effect[] {
  if (effects === undefined) return [];
  return (Array.isArray(effects) ? effects : [effects]).flatMap((effect) => resolveEffect(effect, machineUser, fill));
}

function resolveEffect(effect: EffectDocument, machineUser: string, fill: (text: string) => string): Effect[] {
  const { host } = effect;
  const list: Effect[] = [];
  if (effect.kill !== undefined)
    list.push({ host, kind: 'kill', target: effect.kill, signal: effect.signal ?? 'TERM' });
  if (effect.start !== undefined)
    list.push({ host, kind: 'start', process: resolveProcess(effect.start, machineUser) });
  for (const [path, content] of Object.entries(effect.write ?? {}))
    list.push({ host, kind: 'write', path, content: fill(content) });
  for (const glob of effect.remove ?? []) list.push({ host, kind: 'remove', glob });
  if (effect.fill_disk !== undefined) list.push({ host, kind: 'fill-disk', free: parseSize(effect.fill_disk) ?? 0 });
  const { network } = effect;
  if (typeof network === 'string') list.push({ host, kind: 'network', state: network });
  else if (network !== undefined) {
    for (const remote of network.deny ?? []) list.push({ host, kind: 'reach', remote, allowed: false });
    for (const remote of network.allow ?? []) list.push({ host, kind: 'reach', remote, allowed: true });
  }
  for (const [service, state] of Object.entries(effect.service ?? {})) {
    list.push({ host, kind: 'service', service, state });
  }
  if (effect.power !== undefined) list.push({ host, kind: 'power', action: effect.power });
  return list;
}

/** An entry of the timeline; one without a name is called by its place, from 1. */
export function resolveTimelineEntry(
  entry: TimelineDocument,
  index: number,
  machineUser: string,
  fill: (text: string) => string,
): TimelineEntry {
  return {
    name: entry.name ?? `event-${index + 1}`,
    moment: {
      step: entry.after?.step,
      clock: entry.after?.clock === undefined ? undefined : parseDuration(entry.after.clock),
      when: entry.when,
    },
    say: entry.say === undefined ? undefined : fill(entry.say),
    to: entry.to,
    effects: resolveEffects(entry.do, machineUser, fill),
  };
}

/** A tool that the scenario declares. Templates of `input` are filled in when the tool is called. */
export function resolveOwnTool(
  name: string,
  tool: ToolDocument,
  machineUser: string,
  fill: (text: string) => string,
  read: TextReader,
): OwnToolSpec {
  return {
    name,
    description: tool.description,
    parameters: tool.parameters ?? { type: 'object', properties: {}, additionalProperties: false },
    replies: (tool.replies ?? []).map((reply) => ({
      when: reply.when,
      reply: fill(reply.reply),
      fails: reply.fails ?? false,
      effects: resolveEffects(reply.do, machineUser, fill),
    })),
    takes: tool.takes === undefined ? TOOL_TIME : (parseDuration(tool.takes) ?? TOOL_TIME),
    emulate: tool.emulate === undefined ? undefined : { ...tool.emulate, prompt: fill(read(tool.emulate.prompt)) },
  };
}
