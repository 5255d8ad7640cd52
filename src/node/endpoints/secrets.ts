/** Keeps keys out of everything that is shown or stored. */

const SECRET_HEADER = /auth|key|token|secret|cookie|password|credential/i;
/** Shorter values are placeholders such as `EMPTY` or `ollama`; taking them out of a text would spoil it. */
const SHORTEST_SECRET = 8;

/** What must not be seen of an endpoint: its key, and the values of headers whose name says that they hold one. */
export function secretsOf(access: {
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}): readonly string[] {
  const values = access.key === undefined ? [] : [access.key];
  for (const [name, value] of Object.entries(access.headers)) {
    if (SECRET_HEADER.test(name)) values.push(value, value.replace(/^(Bearer|Basic|Token) /i, ''));
  }
  // A key that was read from a file often ends in a line break, which a message may show as a blank or leave out.
  const forms = values.flatMap((value) => [value, value.trim(), value.replace(/\s+/g, ' ').trim()]);
  return [...new Set(forms)].filter((value) => value.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
}

/** The key without the line break that a file or variable often ends it with; an empty one is none. */
export function sendableKey(key: string | undefined): string | undefined {
  const trimmed = key?.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** The text with every secret replaced by `***`, also where it was URL-encoded, base64-encoded or written as JSON. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    const forms = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ];
    for (const form of new Set(forms)) clean = clean.replaceAll(form, '***');
  }
  return clean;
}

/** An address as it may be shown: without user, password, query and fragment. */
export function publicUrl(address: string): string {
  if (!URL.canParse(address)) return 'an address that cannot be read';
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname}`.replace(/\/$/, '');
}
