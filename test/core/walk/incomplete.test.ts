import assert from 'node:assert/strict';
import { isIncomplete } from '../../../src/core/walk/incomplete.ts';

describe('what bash asks for more of', () => {
  for (const text of [
    'for i in 1 2',
    'for i in 1 2\ndo echo $i',
    'echo "a',
    "echo 'x\ny",
    'ls \\',
    'cat <<EOF\nx',
    "cat <<-'EOF'\n\tx",
    'if true; then',
    'echo $(ls',
    '(ls',
    'ls |',
    'ls &&',
    'ls ||  ',
    'foo() {',
    'echo `ls',
    'case x in',
    'while true',
  ]) {
    it(JSON.stringify(text), () => assert.equal(isIncomplete(text), true));
  }
});

describe('what bash runs, or complains of', () => {
  for (const text of [
    '',
    'ls',
    'for i in 1 2; do echo $i; done',
    'cat <<EOF\nx\nEOF',
    'cat <<-EOF\n\tx\n\tEOF',
    'cat <<< word',
    'echo \\\\',
    'ls )',
    'if true; then ls; fi',
    'echo a # and |',
    'echo $((1 << 2))',
  ]) {
    it(JSON.stringify(text), () => assert.equal(isIncomplete(text), false));
  }
});
