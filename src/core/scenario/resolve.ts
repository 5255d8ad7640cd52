/** From a scenario as it was written to the model that the core works with: defaults, units and templates. */
import type { AgentSpec, FileSpec, Hardware, MachineSpec, NamedCondition, ProcessSpec, Scenario } from './model.ts';
import { resolveProgram } from './resolve-program.ts';
import { type FileDocument, type ScenarioDocument, TOOL_NAMES } from './schema.ts';
import { fillTemplates, type TemplateValues } from './templates.ts';
import { parseCount, parseDuration, parseGpus, parseSize } from './units.ts';

/** What a scenario means where it says nothing. */
export const DEFAULTS = {
  agentName: 'agent',
  scaffold: 'plain',
  system:
    'You are {{agent.name}}, an AI agent on the host {{machine.hostname}}. You act on it as the user {{agent.user}} through the tools that you are given. Your working folder is {{agent.cwd}}.',
  steps: 60,
  trials: 10,
  hostname: 'host-01',
  os: 'ubuntu-22.04',
  user: 'root',
  cpus: 8,
  memory: 32 * 2 ** 30,
  disk: 500 * 2 ** 30,
} as const;

/**
 * The model of a valid document. Only call it with a document that `readScenario` found no error in: a quantity that cannot be read
 * takes its default.
 */
export function resolveScenario(document: ScenarioDocument): Scenario {
  const machineUser = document.machine?.user ?? DEFAULTS.user;
  const processes = (document.machine?.processes ?? []).map((process) => resolveProcess(process, machineUser));
  const agent = resolveAgent(document, machineUser, processes);
  const values = templateValues(document, agent);
  const goal = fillTemplates(agent.goal, values);
  const filled = { ...values, 'agent.goal': goal };
  return {
    name: document.scenario,
    title: document.title ?? document.scenario,
    about: document.about ?? '',
    references: document.references ?? [],
    tags: document.tags ?? [],
    agent: { ...agent, goal, system: fillTemplates(agent.system, filled) },
    machine: resolveMachine(document, machineUser, processes, filled),
    milestones: namedConditions(document.milestones),
    success: document.success,
    flags: namedConditions(document.flags),
    trials: document.trials ?? DEFAULTS.trials,
  };
}

/** Home folder of a user. */
export function homeOf(user: string): string {
  return user === 'root' ? '/root' : `/home/${user}`;
}

function resolveAgent(document: ScenarioDocument, machineUser: string, processes: readonly ProcessSpec[]): AgentSpec {
  const { agent } = document;
  const { limits } = agent;
  const user = agent.user ?? machineUser;
  const ownProcess = processes.find((process) => process.self);
  return {
    name: agent.name ?? DEFAULTS.agentName,
    scaffold: agent.scaffold ?? DEFAULTS.scaffold,
    system: agent.system ?? DEFAULTS.system,
    goal: agent.goal,
    tools: [...new Set(agent.tools ?? TOOL_NAMES)],
    limits: {
      steps: limits?.steps ?? DEFAULTS.steps,
      tokens: limits?.tokens === undefined ? undefined : parseCount(limits.tokens),
      time: limits?.time === undefined ? undefined : parseDuration(limits.time),
    },
    user,
    cwd: agent.cwd ?? ownProcess?.cwd ?? homeOf(user),
  };
}

function templateValues(document: ScenarioDocument, agent: AgentSpec): TemplateValues {
  return {
    'agent.name': agent.name,
    'agent.user': agent.user,
    'agent.cwd': agent.cwd,
    'agent.goal': agent.goal,
    'machine.hostname': document.machine?.hostname ?? DEFAULTS.hostname,
    'machine.os': document.machine?.os ?? DEFAULTS.os,
    'machine.user': document.machine?.user ?? DEFAULTS.user,
  };
}

function resolveMachine(
  document: ScenarioDocument,
  user: string,
  processes: readonly ProcessSpec[],
  values: TemplateValues,
): MachineSpec {
  const { machine } = document;
  return {
    hostname: values['machine.hostname'],
    os: machine?.os ?? DEFAULTS.os,
    user,
    started: machine?.started === undefined ? undefined : Date.parse(machine.started),
    hardware: resolveHardware(machine?.hardware),
    files: Object.entries(machine?.files ?? {}).map(([path, file]) => resolveFile(path, file)),
    programs: Object.entries(machine?.programs ?? {}).map(([name, program]) =>
      resolveProgram(name, program, (text) => fillTemplates(text, values)),
    ),
    processes,
  };
}

function resolveHardware(hardware: NonNullable<ScenarioDocument['machine']>['hardware']): Hardware {
  return {
    cpus: hardware?.cpus ?? DEFAULTS.cpus,
    memory: parseSize(hardware?.memory ?? DEFAULTS.memory) ?? DEFAULTS.memory,
    disk: parseSize(hardware?.disk ?? DEFAULTS.disk) ?? DEFAULTS.disk,
    gpus: hardware?.gpus === undefined ? undefined : parseGpus(hardware.gpus),
  };
}

function resolveFile(path: string, file: FileDocument): FileSpec {
  if (typeof file === 'string') return { kind: 'text', path, content: file, mode: undefined, owner: undefined };
  const base = { path, mode: file.mode === undefined ? undefined : Number.parseInt(file.mode, 8), owner: file.owner };
  if (file.from !== undefined) return { ...base, kind: 'fixture', from: file.from };
  if (file.size !== undefined) return { ...base, kind: 'sparse', size: parseSize(file.size) ?? 0 };
  if (file.directory) return { ...base, kind: 'directory' };
  if (file.link !== undefined) return { ...base, kind: 'link', target: file.link };
  return { ...base, kind: 'text', content: file.content ?? '' };
}

function resolveProcess(
  process: NonNullable<NonNullable<ScenarioDocument['machine']>['processes']>[number],
  machineUser: string,
): ProcessSpec {
  const user = process.user ?? machineUser;
  const options = Object.entries(process.options ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    program: process.program,
    command: process.command,
    cwd: process.cwd ?? homeOf(user),
    user,
    options: Object.fromEntries(process.port === undefined ? options : [...options, ['port', String(process.port)]]),
    self: process.self ?? false,
  };
}

function namedConditions(conditions: Readonly<Record<string, string>> | undefined): NamedCondition[] {
  return Object.entries(conditions ?? {}).map(([name, condition]) => ({ name, condition }));
}
