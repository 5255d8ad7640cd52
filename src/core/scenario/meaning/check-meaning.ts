import type { Problem } from '../problems.ts';
import type { SourceNode } from '../source.ts';
import type { SourceFiles } from '../source-files.ts';
import { checkAgent } from './agent.ts';
import { checkOffered } from './agents.ts';
import { checkConditions } from './conditions.ts';
import { declaredIn } from './declared.ts';
import { checkFiles } from './files.ts';
import { checkHardware } from './hardware.ts';
import { checkNeededFiles } from './needed-files.ts';
import { checkProcesses } from './processes.ts';
import { checkPrograms } from './programs.ts';
import { checkSecrets } from './secrets.ts';
import { checkUsers } from './users.ts';

/** What is wrong with a scenario beyond its form. Works on any tree: parts of the wrong kind are passed over. */
export function checkMeaning(root: SourceNode, _files?: SourceFiles): readonly Problem[] {
  const declared = declaredIn(root);
  return [
    ...checkAgent(root),
    ...checkOffered(root),
    ...checkConditions(declared),
    ...checkFiles(declared),
    ...checkHardware(declared),
    ...checkNeededFiles(declared),
    ...checkPrograms(declared),
    ...checkProcesses(declared),
    ...checkUsers(declared),
    ...checkSecrets(root),
  ];
}
