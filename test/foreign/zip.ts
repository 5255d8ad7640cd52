/** A zip as Inspect writes it: sizes in the local headers, no data descriptors. */
import { deflateRawSync, zstdCompressSync } from 'node:zlib';

const METHODS = { stored: 0, deflate: 8, zstd: 93 } as const;

/** The archive of files, by name, all of them compressed in one way. */
export function zipOf(files: Readonly<Record<string, string>>, method: keyof typeof METHODS): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const plain = Buffer.from(text);
    const packed = { stored: plain, deflate: deflateRawSync(plain), zstd: zstdCompressSync(plain) }[method];
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(63, 0);
    // Names are UTF-8.
    shared.writeUInt16LE(1 << 11, 2);
    shared.writeUInt16LE(METHODS[method], 4);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(plain.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([63, 0]), shared, rest, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
