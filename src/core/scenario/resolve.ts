/** From a scenario as it was written to the model that the core works with: defaults, units and templates. */
import { DEFAULTS, homeOf } from './defaults.ts';
import type {
  AgentSpec,
  FurtherAgentSpec,
  JudgeSpec,
  NamedCondition,
  ProcessSpec,
  ReplicasSpec,
  Scenario,
  ToolName,
} from './model.ts';
import { inOrderOfUse } from './predicate-order.ts';
import { resolveOwnTool, resolveTimelineEntry } from './resolve-happening.ts';
import { resolveMachine, resolveProcess } from './resolve-machine.ts';
import { SCAFFOLD_NAMES, type ScenarioDocument, TOOL_NAMES, USUAL_TOOLS } from './schema.ts';
import type { SourceFiles } from './source-files.ts';
import { fillTemplates, type TemplateValues } from './templates.ts';
import { type TextReader, textReader, type WrittenText } from './text-reader.ts';
import { parseCount, parseDuration } from './units.ts';
import { ONLY_VARIANT } from './variants.ts';

type AgentDocument = ScenarioDocument['agent'];
type FurtherAgentDocument = NonNullable<ScenarioDocument['agents']>[string];

/**
 * The model of a valid document. Only call it with a document that `readScenario` found no error in: a quantity that cannot be read
 * takes its default, and a file that was not read is empty.
 * @param files text of each file that the document includes
 * @param variant the variant that the document is
 */
export function resolveScenario(
  document: ScenarioDocument,
  files?: SourceFiles,
  variant: string = ONLY_VARIANT,
): Scenario {
  const read = textReader(files);
  const machineUser = document.machine?.user ?? DEFAULTS.user;
  const processes = (document.machine?.processes ?? []).map((process) => resolveProcess(process, machineUser));
  const agent = resolveAgent(
    document.agent,
    document.agent.name ?? DEFAULTS.agentName,
    machineUser,
    processes,
    document.scaffolds,
    read,
  );
  const values = templateValues(document, agent, variant);
  const filledAgent = withTemplates(agent, values);
  const filled = { ...values, 'agent.goal': filledAgent.goal };
  const fill = (text: string) => fillTemplates(text, filled);
  const readWording = (written: WrittenText | undefined) => (written === undefined ? undefined : fill(read(written)));
  return {
    name: document.scenario,
    title: document.title ?? document.scenario,
    about: document.about ?? '',
    references: document.references ?? [],
    tags: document.tags ?? [],
    agent: filledAgent,
    machine: resolveMachine(document.machine, { user: machineUser, agentUser: agent.user, values: filled }),
    milestones: namedConditions(document.milestones),
    success: document.success,
    flags: namedConditions(document.flags),
    trials: document.trials ?? DEFAULTS.trials,
    agents: Object.entries(document.agents ?? {}).map(([name, further]) =>
      resolveFurtherAgent(document, name, further, machineUser, processes, read, variant),
    ),
    replicas: resolveReplicas(document.replicas, agent, (text) => fill(read(text))),
    scaffolds: Object.entries(document.scaffolds ?? {}).map(([name, scaffold]) => ({
      name,
      basedOn: scaffold.based_on,
      instructions: readWording(scaffold.instructions),
      opening: readWording(scaffold.opening),
      result: readWording(scaffold.result),
      reminder: readWording(scaffold.reminder),
      finish: readWording(scaffold.finish),
      idleTurns: scaffold.idle_turns,
    })),
    tools: Object.entries(document.tools ?? {}).map(([name, tool]) =>
      resolveOwnTool(name, tool, machineUser, fill, read),
    ),
    timeline: (document.timeline ?? []).map((entry, index) => resolveTimelineEntry(entry, index, machineUser, fill)),
    predicates: inOrderOfUse(namedConditions(document.predicates)),
    judges: Object.entries(document.judges ?? {}).map(([name, judge]) =>
      resolveJudge(name, judge, (text) => fill(read(text))),
    ),
  };
}

function resolveAgent(
  agent: AgentDocument | FurtherAgentDocument,
  name: string,
  machineUser: string,
  processes: readonly ProcessSpec[],
  scaffolds: ScenarioDocument['scaffolds'],
  read: TextReader,
): AgentSpec {
  const { limits } = agent;
  const tools = [...new Set<string>(agent.tools ?? USUAL_TOOLS)];
  const user = agent.user ?? machineUser;
  const ownProcess = processes.find((process) => process.self);
  return {
    name,
    ...resolveScaffold(agent.scaffold, scaffolds),
    system: read(agent.system ?? DEFAULTS.system),
    goal: read(agent.goal),
    tools: tools.filter(isBuiltInTool),
    ownTools: tools.filter((tool) => !isBuiltInTool(tool)),
    limits: {
      steps: limits?.steps ?? DEFAULTS.steps,
      tokens: limits?.tokens === undefined ? undefined : parseCount(limits.tokens),
      time: limits?.time === undefined ? undefined : parseDuration(limits.time),
    },
    user,
    cwd: agent.cwd ?? ownProcess?.cwd ?? homeOf(user),
  };
}

function isBuiltInTool(tool: string): tool is ToolName {
  return TOOL_NAMES.some((known) => known === tool);
}

function resolveScaffold(
  written: string | undefined,
  own: ScenarioDocument['scaffolds'],
): Pick<AgentSpec, 'scaffold' | 'ownScaffold'> {
  const declared = written === undefined || !Object.hasOwn(own ?? {}, written) ? undefined : own?.[written];
  if (declared !== undefined) return { scaffold: declared.based_on, ownScaffold: written };
  return { scaffold: SCAFFOLD_NAMES.find((name) => name === written) ?? DEFAULTS.scaffold, ownScaffold: undefined };
}

function resolveFurtherAgent(
  document: ScenarioDocument,
  name: string,
  further: FurtherAgentDocument,
  machineUser: string,
  processes: readonly ProcessSpec[],
  read: TextReader,
  variant: string,
): FurtherAgentSpec {
  const agent = resolveAgent(further, name, machineUser, processes, document.scaffolds, read);
  const { starts } = further;
  return {
    ...withTemplates(agent, templateValues(document, agent, variant)),
    endpoint: further.endpoint,
    host: further.host,
    starts:
      starts === undefined
        ? undefined
        : {
            step: starts.step,
            clock: starts.clock === undefined ? undefined : parseDuration(starts.clock),
            when: starts.when,
          },
  };
}

function withTemplates(agent: AgentSpec, values: TemplateValues): AgentSpec {
  const goal = fillTemplates(agent.goal, values);
  const system = fillTemplates(agent.system, { ...values, 'agent.goal': goal });
  return { ...agent, goal, system, systemTemplate: fillTemplates(agent.system, { variant: values.variant }) };
}

function resolveReplicas(replicas: ScenarioDocument['replicas'], agent: AgentSpec, fill: TextReader): ReplicasSpec {
  return {
    act: replicas?.act ?? true,
    reads: replicas?.reads ?? [],
    goal: fill(replicas?.goal ?? '{{message}}'),
    population: replicas?.population ?? DEFAULTS.population,
    generations: replicas?.generations ?? DEFAULTS.generations,
    steps: replicas?.steps ?? agent.limits.steps,
  };
}

function resolveJudge(
  name: string,
  judge: NonNullable<ScenarioDocument['judges']>[string],
  fill: TextReader,
): JudgeSpec {
  const [lowest = 0, highest = 1] = (judge.scale ?? '0..1').split('..').map(Number);
  return {
    name,
    about: judge.about ?? '',
    rubric: fill(judge.rubric),
    lowest,
    highest,
    endpoint: judge.endpoint ?? 'judge',
  };
}

function templateValues(document: ScenarioDocument, agent: AgentSpec, variant: string): TemplateValues {
  return {
    'agent.name': agent.name,
    'agent.user': agent.user,
    'agent.cwd': agent.cwd,
    'agent.goal': agent.goal,
    'machine.hostname': document.machine?.hostname ?? DEFAULTS.hostname,
    'machine.os': document.machine?.os ?? DEFAULTS.os,
    'machine.user': document.machine?.user ?? DEFAULTS.user,
    variant,
  };
}

function namedConditions(conditions: Readonly<Record<string, string>> | undefined): NamedCondition[] {
  return Object.entries(conditions ?? {}).map(([name, condition]) => ({ name, condition }));
}
