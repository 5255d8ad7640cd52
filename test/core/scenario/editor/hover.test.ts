import assert from 'node:assert/strict';
import { hoverAt } from '../../../../src/core/scenario/editor/hover.ts';
import { atCursor } from './cursor-marker.ts';

/** The hovered characters and what is said of them. */
function hovered(marked: string): { on: string; says: string } | undefined {
  const { text, offset } = atCursor(marked);
  const hover = hoverAt(text, offset);
  return hover && { on: text.slice(hover.range.start, hover.range.end), says: hover.text };
}

function says(marked: string, on: string, pattern: RegExp): void {
  const hover = hovered(marked);
  assert.equal(hover?.on, on);
  assert.match(hover?.says ?? '', pattern);
}

describe('hover', () => {
  it('tells what a key means', () => {
    says(
      'agent:\n  limits: { st<|>eps: 3 }\n',
      'steps',
      /^\*\*steps\*\*: a whole number\n\nMost steps that the agent may take\./,
    );
    says('machine:\n  programs:\n    a: { command: x, starts_in<|>: 3s }\n', 'starts_in', /How long it takes/);
    says(
      'milestones:\n  cop<|>ied: step > 3\n',
      'copied',
      /^\*\*copied\*\*: a condition\n\nConditions that mark progress/,
    );
    says('machine:\n  files:\n    /op<|>t/a: x\n', '/opt/a', /One file, folder or link|content of a file/);
  });

  it('tells of a mistyped key what the part around it means', () => {
    assert.equal(hovered('agent:\n  li<|>mts: 3\n')?.on, 'limts');
  });

  it('tells what the words of a condition mean', () => {
    says('success: fil<|>es.exists(f, f.path == "")\n', 'files', /Every file, folder and link/);
    says('success: files.exists(f, f.pa<|>th == "")\n', 'path', /^\*\*File\.path\*\*: text/);
    says('success: files.exists(f, f<|> == f)\n', 'f', /a File/);
    says('success: rea<|>d("/etc/**")\n', 'read', /^\*\*read\(string\): bool\*\*/);
    says('success: |\n  step > 3 &&\n    self.ali<|>ve\n', 'alive', /Every process marked/);
    says('flags:\n  a: "event.ki<|>nd == \\"x\\""\n', 'kind', /process\.killed/);
    assert.equal(hovered('success: files <|> .exists(f, true)\n')?.on, undefined);
  });

  it('tells what a program is and what a template stands for', () => {
    says(
      'machine:\n  programs:\n    a: { command: run it, about: The main one. }\n  processes: [{ program: <|>a }]\n',
      'a',
      /The main one\.[\s\S]*`run it`/,
    );
    says('agent:\n  goal: On {{machine.ho<|>stname}}.\n', 'machine.hostname', /Name of the host/);
  });

  it('says nothing where there is nothing', () => {
    assert.equal(hovered('agent:\n<|>\n  goal: x\n'), undefined);
    assert.equal(hovered('<|>'), undefined);
  });
});
