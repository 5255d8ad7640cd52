/** Bundles everything that ships into `dist/`. `--watch` builds again on every change; `--meta` writes what each bundle holds. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type BuildOptions, build, context } from 'esbuild';

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

const bundles: Record<string, BuildOptions> = {
  'language-server': {
    ...node,
    format: 'cjs',
    entryPoints: ['src/language-server/main.ts'],
    outfile: 'dist/language-server.cjs',
  },
  programmes: {
    ...node,
    format: 'esm',
    splitting: true,
    // Splitting keeps what the extension loads at its activation small: the rest lies in chunks that are imported when asked for.
    entryPoints: {
      extension: 'src/extension/main.ts',
      cli: 'src/cli/main.ts',
      'trial-process': 'src/node/trial-process/main.ts',
    },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: REQUIRE_IN_ESM },
  },
  replay: { ...browser, entryPoints: ['webview/replay/main.ts'], outfile: 'dist/webview/replay.js' },
  page: { ...browser, entryPoints: ['src/page/main.ts'], outfile: 'dist/webview/page.js' },
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/webview', { recursive: true });
cpSync('node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css');
cpSync('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf');

if (watch) {
  for (const options of Object.values(bundles)) await (await context(options)).watch();
} else {
  await Promise.all(
    Object.entries(bundles).map(async ([name, options]) => {
      const result = await build(options);
      if (meta) writeFileSync(`dist/${name}.meta.json`, JSON.stringify(result.metafile));
    }),
  );
}
