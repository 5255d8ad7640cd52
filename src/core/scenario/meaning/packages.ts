import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { itemsOf, type SourceNode, textOf, valueAt } from '../source.ts';

/** What the names of packages look like, with and without a version. */
const FORMS = {
  apt: { pattern: /^[a-z0-9][a-z0-9+.-]+(?:=[\w.+~:-]+)?$/, example: 'nginx or nmap=7.93' },
  pip: {
    pattern: /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?(?:\[[\w,.-]+\])?(?:(?:==|>=|<=|~=)[\w.+!-]+)?$/,
    example: 'psutil or torch==2.5.1',
  },
} as const;

/** Names of packages that no index could have. */
export function checkPackages(root: SourceNode): Problem[] {
  return Object.entries(FORMS).flatMap(([manager, { pattern, example }]) =>
    itemsOf(valueAt(root, ['machine', 'packages', manager])).flatMap((node) => {
      const written = textOf(node);
      if (written === undefined || pattern.test(written)) return [];
      const single = written.replace(/^([^=\s]+)\s*(?:==?|@)\s*(\S+)$/, manager === 'apt' ? '$1=$2' : '$1==$2');
      const fixes = pattern.test(single)
        ? [{ title: `Change to ${single}`, edits: [{ range: node.range, text: single }] }]
        : [];
      return [
        problem(
          'RL3707',
          node.range,
          `${written || 'This'} cannot be a package of ${manager}. One looks like ${example}.`,
          fixes,
        ),
      ];
    }),
  );
}
