import { html, nothing, type TemplateResult } from 'lit';
import type { MachineFile, MachineView } from '../../../src/protocol/replay.ts';
import { type FileRow, fileRows } from '../file-tree.ts';
import { CHANGE_LETTERS, changeNow } from '../labels.ts';
import { bytes, count } from '../quantities.ts';
import { visibleText } from '../terminal-text.ts';
import { type Follow, followButton } from './follow-button.ts';
import { icon } from './icon.ts';

const KIND_ICONS = { file: 'file', directory: 'folder', link: 'file-symlink-file' } as const;
const CHANGE_WORDS = {
  added: 'Added since the start',
  changed: 'Changed since the start',
  removed: 'Removed since the start',
} as const;

/** What differs from the machine at step 0, as a tree. */
export function filesView(
  { files, filesOmitted }: MachineView,
  open: OpenFile | undefined,
  follow: Follow,
): TemplateResult {
  if (files.length === 0) return html`<p class="nothing">No file has changed</p>`;
  const rows = fileRows(files).map((row) => ({
    key: row.path,
    draw: (position: number, size: number) => rowView(row, position, size, open, follow),
  }));
  return html`<redline-rows .rows=${rows}></redline-rows>
    ${filesOmitted > 0 ? html`<p class="nothing">and ${count(filesOmitted)} more</p>` : nothing}`;
}

/** Shows what became of a file. */
export type OpenFile = (path: string, against: 'before' | 'start') => void;

function rowView(
  row: FileRow,
  position: number,
  size: number,
  open: OpenFile | undefined,
  follow: Follow,
): TemplateResult {
  const { file } = row;
  const name = visibleText(row.label);
  return html`<li
    class="row ${file === undefined ? 'quiet' : `change-${file.sinceStart}`} ${file?.now === undefined ? '' : `now now-${file.now}`}"
    .style=${`--depth: ${row.depth}`}
    aria-posinset=${position}
    aria-setsize=${size}
    title=${tooltip(row, open !== undefined)}
  >
    ${icon(KIND_ICONS[row.kind], '', 'row-icon')}
    <span class="row-main">
      ${
        open === undefined || file === undefined || row.kind === 'directory'
          ? html`<span class="row-name" dir="auto">${name}</span>`
          : html`<button
              class="row-name row-open"
              dir="auto"
              @click=${() => open(row.path, file.now === undefined ? 'start' : 'before')}
            >
              ${name}
            </button>`
      }
      ${file?.copyOf === undefined ? nothing : html`<span class="row-note" dir="auto">copy of ${visibleText(file.copyOf)}</span>`}
    </span>
    ${file === undefined || file.path.startsWith('/') === false ? nothing : followButton({ path: file.path }, row.label, follow)}
    ${file === undefined ? nothing : changeView(file)}
  </li>`;
}

function changeView(file: MachineFile): TemplateResult {
  const { kind, size, copyOf, sinceStart, now } = file;
  // The note may have no room; that it is a copy shows all the same.
  return html`${copyOf === undefined ? nothing : icon('copy', '', 'copied')}
    ${kind === 'file' && sinceStart !== 'removed' ? html`<span class="row-size">${bytes(size)}</span>` : nothing}
    <span class="letter" aria-hidden="true">${CHANGE_LETTERS[sinceStart]}</span>
    <span class="unseen">${CHANGE_WORDS[sinceStart]}. ${now === undefined ? '' : changeNow(now)}</span>`;
}

function tooltip({ path, file }: FileRow, opens: boolean): string {
  const parts = [
    visibleText(path),
    file === undefined ? '' : CHANGE_WORDS[file.sinceStart],
    file?.now === undefined ? '' : changeNow(file.now),
    file?.kind === 'file' ? `${count(file.size)} bytes` : '',
    !opens || file === undefined || file.kind === 'directory' ? '' : 'Click to see what became of it',
    file?.copyOf === undefined ? '' : `Same content as ${visibleText(file.copyOf)} had at the start`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}
