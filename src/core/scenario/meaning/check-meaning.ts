import type { ConditionCheckers } from '../condition-checkers.ts';
import type { Problem } from '../problems.ts';
import { entryOf, type SourceNode } from '../source.ts';
import type { SourceFiles } from '../source-files.ts';
import { checkAgent } from './agent.ts';
import { agentNodes, checkOffered } from './agents.ts';
import { checkConditions } from './conditions.ts';
import { declaredIn } from './declared.ts';
import { type CheckedFiles, checkFiles } from './files.ts';
import { checkGlobs } from './globs.ts';
import { checkHardware } from './hardware.ts';
import { unknownHost } from './hosts.ts';
import { checkNeededFiles } from './needed-files.ts';
import { checkNetwork } from './network.ts';
import { checkPackages } from './packages.ts';
import { checkProcesses } from './processes.ts';
import { checkPrograms } from './programs.ts';
import { checkSchedules } from './schedules.ts';
import { checkTemplates, type TemplateTexts } from './templates.ts';
import { checkTimeline } from './timeline.ts';
import { checkOwn } from './tools.ts';
import { checkUsers } from './users.ts';

/** What the checks of the meaning of a scenario have to know besides it. */
export interface MeaningContext {
  /** Text of each file that it includes; undefined when nothing was looked for. */
  readonly files: SourceFiles | undefined;
  /** What is known of conditions that were checked before. */
  readonly checkers: ConditionCheckers;
  /** What is known of files on the machine that were checked before. */
  readonly checkedFiles: CheckedFiles;
  /** What is known of texts with templates that were found before. */
  readonly templates: TemplateTexts;
}

/**
 * What is wrong with a scenario beyond its form. Works on any tree: parts of the wrong kind are passed over.
 * @param before the scenario before a variant was applied
 */
export function checkMeaning(
  root: SourceNode,
  { files, checkers, checkedFiles, templates }: MeaningContext,
  before: SourceNode = root,
): readonly Problem[] {
  const declared = declaredIn(root, before);
  return [
    ...checkAgent(root),
    ...checkTemplates(root, files, templates),
    ...checkOffered(root),
    ...checkConditions(declared, checkers),
    ...checkFiles(declared, checkedFiles),
    ...checkHardware(declared),
    ...checkNeededFiles(declared, checkedFiles),
    ...checkPrograms(declared),
    ...checkProcesses(declared),
    ...checkUsers(declared),
    ...checkTimeline(declared),
    ...checkOwn(declared),
    ...checkNetwork(declared),
    ...checkSchedules(root),
    ...checkPackages(root),
    ...checkGlobs(root),
    ...agentNodes(root).flatMap((agent) => unknownHost(entryOf(agent, 'host')?.value, declared)),
  ];
}
