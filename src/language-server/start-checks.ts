/** Problems that only the machine of a scenario can tell, such as a success that holds before the agent did anything. */

import type { GatheredFiles } from '../core/scenario/included-files.ts';
import type { Problem } from '../core/scenario/problems.ts';
import type { DocumentScenario } from './workspace.ts';

interface Found {
  readonly text: string;
  readonly files: string;
  readonly problems: readonly Problem[];
}

export class StartChecks {
  readonly #known = new Map<string, Found>();

  /** Builds the machine of a scenario without errors and asks its conditions. It takes a moment, and longer for a long scenario. */
  async find(
    { uri, scenario: { text } }: DocumentScenario,
    included: GatheredFiles | undefined,
  ): Promise<readonly Problem[]> {
    const files = JSON.stringify(included ?? null);
    const known = this.#known.get(uri);
    if (known?.text === text && known.files === files) return known.problems;
    // The machine is large, and a scenario that is only read needs none.
    const [{ problemsAtStart }, { mockedRig }] = await Promise.all([
      import('../core/trial/check-at-start.ts'),
      import('../core/trial/mocked-rig.ts'),
    ]);
    const problems = await problemsAtStart(text, included ?? {}, mockedRig);
    this.#known.set(uri, { text, files, problems });
    return problems;
  }

  /** What was found in the version before, as far as what it is about is still there, until it is looked for again. */
  heldOver({ uri, scenario: { text } }: DocumentScenario): readonly Problem[] {
    const known = this.#known.get(uri);
    if (!known) return [];
    const shift = text.length - known.text.length;
    return known.problems.flatMap((problem) => {
      const { start, end } = problem.range;
      const about = known.text.slice(start, end);
      const by = [0, shift].find((each) => text.slice(start + each, end + each) === about);
      return by === undefined ? [] : [{ ...problem, range: { start: start + by, end: end + by } }];
    });
  }

  forget(uri: string): void {
    this.#known.delete(uri);
  }
}
