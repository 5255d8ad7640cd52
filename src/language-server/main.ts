/** The process of the language server. `--stdio` or `--node-ipc` says how it is talked to. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './serve.ts';

serve(createConnection(ProposedFeatures.all));
