/** Folding, selection, links and hints: parts of a scenario by their place. */
import {
  type DocumentLink,
  type FoldingRange,
  FoldingRangeKind,
  type InlayHint,
  InlayHintKind,
  type Position,
  type Range,
  type SelectionRange,
} from 'vscode-languageserver';
import { type Fold, foldsIn } from '../core/scenario/editor/folding.ts';
import { hintsIn } from '../core/scenario/editor/inlay-hints.ts';
import { linksIn } from '../core/scenario/editor/links.ts';
import { selectionsAt } from '../core/scenario/editor/selection.ts';
import { toRange, toTextRange } from './ranges.ts';
import type { DocumentScenario } from './workspace.ts';

const FOLDS: Readonly<Record<Fold['kind'], FoldingRangeKind | undefined>> = {
  part: undefined,
  comment: FoldingRangeKind.Comment,
  region: FoldingRangeKind.Region,
};

export function foldingRangesOf({ scenario }: DocumentScenario): FoldingRange[] {
  return foldsIn(scenario).map(({ startLine, endLine, kind }) => {
    const range: FoldingRange = { startLine, endLine };
    const name = FOLDS[kind];
    return name === undefined ? range : { ...range, kind: name };
  });
}

/** For each position the parts around it, the smallest first. */
export function selectionRangesAt(
  { document, scenario }: DocumentScenario,
  positions: readonly Position[],
): SelectionRange[] {
  return positions.map((position) => {
    const ranges = selectionsAt(scenario, document.offsetAt(position));
    const nested = ranges.reduceRight<SelectionRange | undefined>((parent, range) => {
      const own: SelectionRange = { range: toRange(document, range) };
      return parent ? { ...own, parent } : own;
    }, undefined);
    return nested ?? { range: { start: position, end: position } };
  });
}

export function documentLinksIn({ uri, document, scenario }: DocumentScenario): DocumentLink[] {
  return linksIn(scenario, uri).map(({ range, target, title }) => ({
    range: toRange(document, range),
    target,
    tooltip: title,
  }));
}

export function inlayHintsIn({ document, scenario }: DocumentScenario, range: Range): InlayHint[] {
  return hintsIn(scenario, toTextRange(document, range)).map(({ offset, text, about }) => {
    const hint: InlayHint = {
      position: document.positionAt(offset),
      label: text,
      kind: InlayHintKind.Type,
      paddingLeft: true,
    };
    return about === '' ? hint : { ...hint, tooltip: about };
  });
}
