/** Bundles everything that ships into `dist/`. `--watch` builds again on every change; `--meta` writes what each bundle holds. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type BuildOptions, build, context, type Plugin } from 'esbuild';
import { packed } from '../src/node/python/archive.ts';
import { IMAGE_FILES, makePythonImage } from '../src/node/python/python-image.ts';

const watch = process.argv.includes('--watch');
const meta = process.argv.includes('--meta');
/** Parts of just-bash that Redline leaves out: other databases, interpreters and compressors, some of them native. */
const LEFT_OUT = ['@mongodb-js/zstd', 'node-liblzma', 'sql.js', 'quickjs-emscripten'];
const REQUIRE_IN_ESM =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const shared: BuildOptions = {
  bundle: true,
  minify: !watch,
  sourcemap: watch ? 'inline' : false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: meta,
  target: 'node22',
};
const node: BuildOptions = { ...shared, platform: 'node', external: ['vscode', ...LEFT_OUT] };
const browser: BuildOptions = {
  ...shared,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  loader: { '.ttf': 'dataurl' },
};

/** What the extension loads when it is asked for, by the name of its file in `dist/features`. */
const features: Record<string, string> = {};
/**
 * Leaves what the extension imports on demand out of its bundle. What is loaded at its activation is then one small file that takes no
 * way through the hooks of the editor for modules.
 */
const onDemand: Plugin = {
  name: 'on-demand',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = relative(process.cwd(), join(resolveDir, path));
      const name = `${basename(dirname(file))}-${basename(file, '.ts')}`;
      const other = features[name] ?? file;
      if (other !== file) throw new Error(`${file} and ${other} would both be ${name}.mjs`);
      features[name] = file;
      return { path: `./features/${name}.mjs`, external: true };
    });
  },
};
const extension: BuildOptions = {
  ...node,
  format: 'cjs',
  entryPoints: ['src/extension/main.ts'],
  outfile: 'dist/extension.cjs',
  plugins: [onDemand],
};

const bundles = (): Record<string, BuildOptions> => ({
  extension,
  programmes: {
    ...node,
    format: 'esm',
    splitting: true,
    entryPoints: {
      cli: 'src/cli/main.ts',
      'language-server': 'src/language-server/main.ts',
      'trial-process': 'src/node/trial-process/main.ts',
      ...Object.fromEntries(Object.entries(features).map(([name, file]) => [`features/${name}`, file])),
    },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    // Its build for Node asks for its own parts in a way that no bundler follows.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    banner: { js: REQUIRE_IN_ESM },
  },
  replay: { ...browser, entryPoints: ['webview/replay/main.ts'], outfile: 'dist/webview/replay.js' },
  page: { ...browser, entryPoints: ['src/page/main.ts'], outfile: 'dist/webview/page.js' },
});

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/webview', { recursive: true });
cpSync('node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css');
cpSync('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf');

const python = await makePythonImage('.');
mkdirSync('dist/python');
writeFileSync(`dist/python/${IMAGE_FILES.wasm}`, python.wasm);
writeFileSync(`dist/python/${IMAGE_FILES.library}`, packed(python.library));

// The first build finds out what is imported on demand.
await build({ ...extension, write: false });
if (watch) {
  for (const options of Object.values(bundles())) await (await context(options)).watch();
} else {
  await Promise.all(
    Object.entries(bundles()).map(async ([name, options]) => {
      const result = await build(options);
      if (meta) writeFileSync(`dist/${name}.meta.json`, JSON.stringify(result.metafile));
    }),
  );
}
