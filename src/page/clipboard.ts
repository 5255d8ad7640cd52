/** Puts text on the clipboard, in the old way where a page from disk may not use the new one. */
export function copyText(text: string): void {
  if (navigator.clipboard === undefined) copySelected(text);
  else navigator.clipboard.writeText(text).catch(() => copySelected(text));
}

function copySelected(text: string): void {
  const field = document.createElement('textarea');
  const before = document.activeElement;
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
}
