/** What the JSON Schema of scenarios says, by yaml-language-server. It is large, so it is loaded when it is first asked. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageService } from 'yaml-language-server';
import type { SchemaLanguage, SchemaOffer, SchemaQuestion } from '../core/scenario/editor/schema-question.ts';

const SCHEMA = 'redline:scenario';
/** The longest lines that formatting makes. */
const WIDTH = 120;

/** Formats YAML without a word about what it means. */
export interface YamlFormatter {
  /** The formatted text; undefined when it cannot be formatted. */
  format(text: string, tabWidth: number): Promise<string | undefined>;
}

/** Answers from a JSON Schema. */
export function schemaLanguage(schema: () => object): SchemaLanguage & YamlFormatter & { load(): Promise<void> } {
  let loading: Promise<LanguageService> | undefined;
  const service = (): Promise<LanguageService> => {
    loading ??= load(schema());
    return loading;
  };
  let asked = 0;
  const documentOf = ({ text }: Pick<SchemaQuestion, 'text'>): TextDocument => {
    asked += 1;
    // The library keeps what it parsed of a document by its address and version.
    return TextDocument.create('redline:/question.yaml', 'yaml', asked, text);
  };
  return {
    /** Loads the library before it is first asked. */
    async load() {
      await service();
    },
    async complete(question) {
      const document = documentOf(question);
      const { items } = await (await service()).doComplete(document, document.positionAt(question.offset), false);
      // What has no text of its own to put in is a hint, such as `object(Redline scenario)`.
      const offers = items
        .filter(({ label, insertText }) => insertText?.startsWith(label) ?? true)
        .map(({ label, documentation }): SchemaOffer => {
          const about = typeof documentation === 'string' ? documentation : (documentation?.value ?? '');
          return { label, about };
        });
      return [...new Map(offers.map((offer) => [offer.label, offer])).values()];
    },
    async describe(question) {
      const document = documentOf(question);
      const hover = await (await service()).doHover(document, document.positionAt(question.offset));
      const { contents } = hover ?? { contents: '' };
      const text = typeof contents === 'string' ? contents : 'value' in contents ? contents.value : '';
      return text.replace(/^#### .*$/m, '').trim();
    },
    async format(text, tabWidth) {
      const document = documentOf({ text });
      const options = { tabWidth, printWidth: WIDTH, singleQuote: false, bracketSpacing: true, proseWrap: 'preserve' };
      const [edit] = await (await service()).doFormat(document, options);
      return edit?.newText ?? text;
    },
  };
}

async function load(schema: object): Promise<LanguageService> {
  const { getLanguageService } = await import('yaml-language-server');
  const service = getLanguageService({
    schemaRequestService: async (uri) => {
      throw new Error(`${uri} is not fetched.`);
    },
    workspaceContext: { resolveRelativePath: (path) => path },
    telemetry: { send: () => undefined, sendError: () => undefined, sendTrack: () => undefined },
    clientCapabilities: {},
  });
  service.configure({
    validate: false,
    completion: true,
    hover: true,
    hoverSchemaSource: false,
    format: true,
    isKubernetes: false,
    disableDefaultProperties: true,
    yamlVersion: '1.2',
    schemas: [{ uri: SCHEMA, fileMatch: ['*'], schema }],
  });
  return service;
}
