/** One trial as one page: the replay of the editor with the transcript inside. It opens from disk and asks the network for nothing. */
import { html } from 'hono/html';
import type { TranscriptEvent } from '../transcript/events.ts';
import type { Note } from '../transcript/notes.ts';
import { EDITOR_THEME_CSS } from './editor-theme.ts';
import type { PageParts } from './exporter.ts';
import { jsonInPage, renderPage, scriptInPage, sourceHash } from './page-frame.ts';

/** The page of one trial. `src/page` reads the transcript, a JSON array of events, and the notes from the elements of those ids. */
export function renderTrial(
  title: string,
  { events, notes }: { readonly events: readonly TranscriptEvent[]; readonly notes: readonly Note[] },
  parts: PageParts,
): Promise<string> {
  const programmes = [parts.host, parts.replay].map(scriptInPage);
  const style = [EDITOR_THEME_CSS, parts.icons, parts.style].join('\n');
  return renderPage({
    title,
    style,
    policy: [
      `script-src ${programmes.map(sourceHash).join(' ')}`,
      // The controls make an empty style element, and put their rules into it through the object model.
      `style-src ${sourceHash(style)} ${sourceHash('')}`,
      'font-src data:',
      'img-src data:',
    ],
    bodyData: { 'data-redline-view': 'replay', 'data-redline-source': 'none' },
    body: html`<div id="app"></div>
<noscript>This page replays a trial and needs JavaScript, which is inside it. Nothing is loaded from the network.</noscript>`,
    scripts: [
      { attributes: 'type="application/json" id="transcript"', text: jsonInPage(events) },
      { attributes: 'type="application/json" id="notes"', text: jsonInPage(notes) },
      ...programmes.map((text) => ({ attributes: '', text })),
    ],
  });
}
