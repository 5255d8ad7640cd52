import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { endpointsSettingSchema } from './endpoints-setting.ts';

interface MenuEntry {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings: readonly (MenuEntry & { readonly key: string })[];
    readonly configuration: { readonly properties: Readonly<Record<string, object>> };
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly grammars: readonly { readonly path: string; readonly scopeName: string }[];
    readonly languages: readonly { readonly configuration: string }[];
  };
}

const ROOT = resolve(import.meta.dirname, '../..');
const { contributes } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const commands = new Set(contributes.commands.map(({ command }) => command));

describe('the manifest of the extension', () => {
  it('describes the setting of endpoints by the schema that reads it', () => {
    assert.deepEqual(
      contributes.configuration.properties['redline.endpoints'],
      JSON.parse(JSON.stringify(endpointsSettingSchema())),
      'write the derived schema into package.json',
    );
  });

  it('describes every setting', () => {
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      assert.ok('description' in setting || 'markdownDescription' in setting, name);
      assert.ok('default' in setting && 'scope' in setting, name);
    }
  });

  it('gives every command its category, and puts only declared commands into menus, key bindings and welcome texts', () => {
    for (const { command, category } of contributes.commands) assert.equal(category, 'Redline', command);
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
    const linked = contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/command:(redline\.[\w.]+)/g)].map(([, command = '']) => command),
    );
    assert.deepEqual(
      [...used, ...linked].filter((command) => !commands.has(command)),
      [],
    );
  });

  it('binds keys only while a replay is in front', () => {
    assert.ok(contributes.keybindings.length > 0);
    for (const { when, key } of contributes.keybindings) {
      assert.match(when ?? '', /activeCustomEditorId == redline\.replay/, key);
    }
  });

  it('names files that are there', () => {
    const paths = [
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.languages.map(({ configuration }) => configuration),
      'media/icon.png',
      'media/redline.svg',
    ];
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });
});
