import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { endpointsSettingSchema } from './endpoints-setting.ts';

interface MenuEntry {
  readonly command: string;
  readonly when?: string;
}
interface WalkthroughStep {
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings: readonly (MenuEntry & { readonly key: string })[];
    readonly configuration: { readonly properties: Readonly<Record<string, object>> };
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly grammars: readonly { readonly path: string; readonly scopeName: string }[];
    readonly languages: readonly {
      readonly configuration?: string;
      readonly icon: { readonly light: string; readonly dark: string };
    }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly WalkthroughStep[] }[];
  };
}

const ROOT = resolve(import.meta.dirname, '../..');
const { contributes } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
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
    const texts = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...steps.map(({ description }) => description),
    ];
    const linked = texts.flatMap((text) =>
      [...text.matchAll(/command:(redline\.[\w.]+)/g)].map(([, command = '']) => command),
    );
    assert.deepEqual(
      [...used, ...linked].filter((command) => !commands.has(command)),
      [],
    );
  });

  it('binds keys only while a replay is in front', () => {
    assert.ok(contributes.keybindings.length > 0);
    for (const { when, key } of contributes.keybindings) {
      assert.match(when ?? '', /activeCustomEditorId (== redline\.replay|=~ .*redline.*replay)/, key);
    }
  });

  it('completes each step of a walkthrough by a command that it offers, or by the setting that the command writes', () => {
    assert.ok(steps.length > 0);
    for (const { description, completionEvents, media } of steps) {
      const [, offered = ''] = /\(command:(redline\.\w+)\)/.exec(description) ?? [];
      assert.ok(commands.has(offered), description);
      const bySetting = completionEvents.find((event) => event.startsWith('onSettingChanged:'));
      if (bySetting === undefined) assert.ok(completionEvents.includes(`onCommand:${offered}`), description);
      else assert.ok(bySetting.slice('onSettingChanged:'.length) in contributes.configuration.properties, bySetting);
      assert.ok(media.altText.length > 0);
    }
  });

  it('links welcome texts to walkthroughs that there are', () => {
    const linked = contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/openWalkthrough\?([^)]+)\)/g)].map(([, query = '']) => decodeURIComponent(query)),
    );
    assert.ok(linked.length > 0);
    const known = contributes.walkthroughs.map(({ id }) => JSON.stringify([`redline.redline#${id}`, false]));
    for (const link of linked) assert.ok(known.includes(link), link);
  });

  it('names files that are there', () => {
    const paths = [
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.languages.flatMap(({ configuration, icon }) => [
        configuration ?? icon.light,
        icon.light,
        icon.dark,
      ]),
      ...steps.map(({ media }) => media.svg),
      'media/icon.png',
      'media/redline.svg',
    ];
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });
});
