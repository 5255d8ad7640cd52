/** One version of the text of a scenario as the features of an editor share it: each part is worked out once, when it is first needed. */
import type { Problem } from '../problems.ts';
import type { SourceNode } from '../source.ts';
import { SourceReader } from '../source-reader.ts';
import { ConditionTrees } from './condition-trees.ts';
import { type NameUse, namesIn } from './names.ts';
import { type Place, placesOf } from './place.ts';

export class ScenarioText {
  readonly text: string;
  /** What was written where, as far as it could be read. */
  readonly root: SourceNode | undefined;
  /** Problems of its YAML. */
  readonly problems: readonly Problem[];
  readonly trees: ConditionTrees;
  #places: readonly Place[] | undefined;
  #names: readonly NameUse[] | undefined;

  constructor(text: string, source: SourceReader, trees: ConditionTrees) {
    this.text = text;
    const { root, problems } = source.read(text);
    this.root = root;
    this.problems = problems;
    this.trees = trees;
  }

  /** Every key and scalar value, in the order of the text. */
  get places(): readonly Place[] {
    this.#places ??= this.root ? [...placesOf(this.root)] : [];
    return this.#places;
  }

  /** Every name of a program, tool, predicate and so on, where it is declared and where it is used. */
  get names(): readonly NameUse[] {
    this.#names ??= namesIn(this.places, this.trees);
    return this.#names;
  }
}

/** Reads successive versions of a text; what did not change is not worked out again. */
export class ScenarioReader {
  readonly #source = new SourceReader();
  readonly #trees = new ConditionTrees();

  read(text: string): ScenarioText {
    return new ScenarioText(text, this.#source, this.#trees);
  }
}

/** A text that is read once. */
export function scenarioText(text: string): ScenarioText {
  return new ScenarioReader().read(text);
}
