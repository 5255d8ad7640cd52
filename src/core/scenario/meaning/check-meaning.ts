import { ConditionCheckers } from '../condition-checkers.ts';
import type { Problem } from '../problems.ts';
import { entryOf, type SourceNode } from '../source.ts';
import type { SourceFiles } from '../source-files.ts';
import { checkAgent } from './agent.ts';
import { agentNodes, checkOffered } from './agents.ts';
import { checkConditions } from './conditions.ts';
import { declaredIn } from './declared.ts';
import { checkFiles } from './files.ts';
import { checkHardware } from './hardware.ts';
import { unknownHost } from './hosts.ts';
import { checkNeededFiles } from './needed-files.ts';
import { checkNetwork } from './network.ts';
import { checkProcesses } from './processes.ts';
import { checkPrograms } from './programs.ts';
import { checkSchedules } from './schedules.ts';
import { checkSecrets } from './secrets.ts';
import { checkTemplates } from './templates.ts';
import { checkTimeline } from './timeline.ts';
import { checkOwn } from './tools.ts';
import { checkUsers } from './users.ts';

/**
 * What is wrong with a scenario beyond its form. Works on any tree: parts of the wrong kind are passed over.
 * @param checkers what is known of conditions that were checked before
 */
export function checkMeaning(
  root: SourceNode,
  files?: SourceFiles,
  checkers: ConditionCheckers = new ConditionCheckers(),
): readonly Problem[] {
  const declared = declaredIn(root);
  return [
    ...checkAgent(root),
    ...checkTemplates(root, files),
    ...checkOffered(root),
    ...checkConditions(declared, checkers),
    ...checkFiles(declared),
    ...checkHardware(declared),
    ...checkNeededFiles(declared),
    ...checkPrograms(declared),
    ...checkProcesses(declared),
    ...checkUsers(declared),
    ...checkTimeline(declared),
    ...checkOwn(declared),
    ...checkNetwork(declared),
    ...checkSchedules(root),
    ...agentNodes(root).flatMap((agent) => unknownHost(entryOf(agent, 'host')?.value, declared)),
    ...checkSecrets(root, files),
  ];
}
