/** `find` of GNU findutils. */
import type { ExecResult } from 'just-bash';
import { systemText } from '../../../files/file-error.ts';
import { joinPath } from '../../../files/paths.ts';
import { mountsOf } from '../../../host/mounts.ts';
import { type Call, fail, ok, type Tool } from '../../contracts.ts';
import { pathOf } from '../files/file-call.ts';
import { type Expression, ExpressionError, readExpression } from './expression.ts';
import type { Found, Walk } from './found.ts';

interface Following {
  /** Links are followed everywhere. */
  readonly all: boolean;
  /** Links that were typed are followed. */
  readonly typed: boolean;
}

async function visit(found: Found, expression: Expression, following: Following, walk: Walk): Promise<void> {
  const { shell } = walk.call;
  if (walk.ended || shell.interruption) return;
  const asked = found.depth >= expression.shallowest;
  walk.pruned = false;
  if (asked && !expression.depthFirst) await expression.test(found, walk);
  const { pruned } = walk;
  const leaves = expression.oneFileSystem && found.depth > 0 && isMountPoint(found.path, walk);
  if (found.node.kind === 'directory' && !pruned && !leaves && found.depth < expression.deepest) {
    await visitFolder(found, expression, following, walk);
  }
  if (asked && expression.depthFirst && !walk.ended) await expression.test(found, walk);
}

/** Whether another file system begins in a folder. */
function isMountPoint(path: string, walk: Walk): boolean {
  const { shell } = walk.call;
  walk.mounts ??= new Set(mountsOf(shell.parts.kernel.state.view, shell.who.uid).map(({ target }) => target));
  return walk.mounts.has(path);
}

async function visitFolder(found: Found, expression: Expression, following: Following, walk: Walk): Promise<void> {
  const { tree } = walk.call.shell;
  let names: readonly string[];
  try {
    names = tree.list(found.path);
  } catch (error) {
    walk.stderr += `find: ‘${found.shown}’: ${systemText(error)}\n`;
    walk.exitCode = 1;
    return;
  }
  for (const name of names) {
    const path = joinPath(found.path, name);
    const node = (following.all ? tree.find(path) : undefined) ?? tree.find(path, false);
    if (!node) continue;
    const shown = found.shown.endsWith('/') ? `${found.shown}${name}` : `${found.shown}/${name}`;
    await visit({ shown, path, node, depth: found.depth + 1, start: found.start }, expression, following, walk);
  }
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  let rest = [...args];
  const following = { all: false, typed: false };
  while (/^-[HLP]$/.test(rest[0] ?? '')) {
    following.all = rest[0] === '-L';
    following.typed = rest[0] !== '-P';
    rest = rest.slice(1);
  }
  if (rest[0] === '--version' || rest[0] === '-version') return ok('find (GNU findutils) 4.8.0\n');
  const first = rest.findIndex((word) => /^(-.|[(!,]$)/.test(word));
  const words = first === -1 ? rest : rest.slice(0, first);
  let expression: Expression;
  try {
    expression = readExpression(first === -1 ? [] : rest.slice(first), call);
  } catch (error) {
    if (error instanceof ExpressionError) return fail(`find: ${error.message}\n`);
    throw error;
  }
  const walk: Walk = { call, stdout: '', stderr: '', exitCode: 0, ended: false, pruned: false, gathered: new Map() };
  for (const word of words.length > 0 ? words : ['.']) {
    const path = pathOf(word, call);
    try {
      const node = call.shell.tree.node(path, 'stat', following.typed || word.endsWith('/'));
      await visit({ shown: word, path, node, depth: 0, start: word }, expression, following, walk);
    } catch (error) {
      walk.stderr += `find: ‘${word}’: ${systemText(error)}\n`;
      walk.exitCode = 1;
    }
  }
  await expression.finish(walk);
  return { stdout: walk.stdout, stderr: walk.stderr, exitCode: walk.exitCode };
}

export const find: Tool = { name: 'find', run };
