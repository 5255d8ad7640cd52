/** Files in one: a line of JSON with their paths and lengths, then their contents. The package is compressed as a whole. */

const END_OF_LINE = 10;

/** Puts files into an archive. */
export function packed(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const index = [...files].map(([path, { length }]) => [path, length]);
  return Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...files.values()]);
}

/** The files of an archive. */
export function unpacked(archive: Uint8Array): Map<string, Uint8Array> {
  let at = archive.indexOf(END_OF_LINE) + 1;
  const index: [string, number][] = JSON.parse(new TextDecoder().decode(archive.subarray(0, at)));
  const files = new Map<string, Uint8Array>();
  for (const [path, length] of index) {
    files.set(path, archive.subarray(at, at + length));
    at += length;
  }
  return files;
}
