/**
 * Sparse files: they have a size and a digest, and no bytes. So that the shell's tools can still carry them about (`cat a > b`,
 * `tee`, `tar`), reading one gives a short block that stands for the whole. A content that holds blocks is recognised when it is
 * written, and gets the size and the digest that it stands for.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { indexOfBytes, sameBytes } from './bytes.ts';
import { digestHex, digestOf } from './digest.ts';

export interface SparseContent {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** How a file begins, as its kind is told from. */
type Format = 'data' | 'elf' | 'safetensors' | 'gguf' | 'zip' | 'gzip';
const FORMATS: readonly Format[] = ['data', 'elf', 'safetensors', 'gguf', 'zip', 'gzip'];
const BY_EXTENSION: Readonly<Record<string, Format>> = {
  safetensors: 'safetensors',
  gguf: 'gguf',
  pt: 'zip',
  pth: 'zip',
  bin: 'zip',
  zip: 'zip',
  whl: 'zip',
  gz: 'gzip',
  tgz: 'gzip',
};

const encoder = new TextEncoder();
const ZERO = Uint8Array.of(0);

/** The header of a program, its two first program headers, the loader that it asks for, and names from the C library. */
const ELF_HEADER = ((): Uint8Array => {
  const loader = 0x318;
  const text = encoder.encode(
    [
      '/lib64/ld-linux-x86-64.so.2',
      'libc.so.6',
      '__libc_start_main',
      '__cxa_finalize',
      '__stack_chk_fail',
      'setlocale',
      'getenv',
      'strlen',
      'memcpy',
      'malloc',
      'free',
      'exit',
      'GLIBC_2.4',
      'GLIBC_2.34',
      'GLIBC_2.2.5',
      '',
    ].join('\0'),
  );
  const bytes = new Uint8Array(loader + text.length);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const view = new DataView(bytes.buffer);
  const halves: readonly (readonly [at: number, value: number])[] = [
    [16, 3],
    [18, 0x3e],
    [20, 1],
    [24, 0x6aa0],
    [32, 64],
    [52, 64],
    [54, 56],
    [56, 13],
    [58, 64],
    [60, 31],
    [62, 30],
    [64, 6],
    [68, 4],
    [72, 64],
    [80, 64],
    [88, 64],
    [96, 0x2d8],
    [104, 0x2d8],
    [112, 8],
    [120, 3],
    [124, 4],
    [128, loader],
    [136, loader],
    [144, loader],
    [152, 28],
    [160, 28],
    [168, 1],
  ];
  for (const [at, value] of halves) view.setUint16(at, value, true);
  bytes.set(text, loader);
  return bytes;
})();

function headerOf(format: Format, size: number): Uint8Array {
  switch (format) {
    case 'data':
      return new Uint8Array();
    case 'elf':
      return ELF_HEADER;
    case 'gguf':
      return Uint8Array.of(0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0);
    case 'zip':
      return Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 8, 8, 0, 0);
    case 'gzip':
      return Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
    case 'safetensors': {
      const json = encoder.encode(
        `{"__metadata__":{"format":"pt"},"model.layers.0.mlp.down_proj.weight":{"dtype":"BF16","shape":[${Math.floor(size / 16384)},8192],"data_offsets":[0,${size}]}}`,
      );
      return concatBytes(Uint8Array.of(json.length, 0, 0, 0, 0, 0, 0, 0), json);
    }
    default:
      return format satisfies never;
  }
}

/** The digest of a sparse file that a scenario or a host brings: it follows from where it lies and how large it is. */
export function sparseDigest(path: string, size: number): string {
  return digestOf(`sparse file ${path} of ${size} bytes`);
}

/** Turns sparse contents into blocks that stand for them, and back. */
export class SparseBlocks {
  readonly #marker: Uint8Array;
  readonly #formats = new Map<string, Format>();
  /** Contents that hold blocks and other bytes, by their digest. */
  readonly #mixed = new Map<string, Uint8Array>();
  /** What is repeated in the contents that are made of nothing else, by their digest. */
  readonly #repeated = new Map<string, Uint8Array>();

  constructor(seed: number) {
    this.#marker = sha256(encoder.encode(`sparse ${seed}`)).slice(0, 12);
  }

  /** Tells how a sparse content begins, from the name under which it comes into the world and whether it is a program. */
  declare(content: SparseContent, name: string, executable: boolean): void {
    const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    const format = executable || /\.so(\.\d+)*$/.test(name) ? 'elf' : (BY_EXTENSION[extension] ?? 'data');
    this.#formats.set(content.digest, format);
  }

  /** What reading a sparse file gives. */
  read(content: SparseContent): Uint8Array {
    return this.#mixed.get(content.digest) ?? this.#block(content, this.#formats.get(content.digest) ?? 'data');
  }

  /** What a written content stands for; undefined when it holds no block and is what it is. */
  recognise(bytes: Uint8Array): SparseContent | undefined {
    let size = bytes.length;
    let found: SparseContent | undefined;
    let whole = false;
    for (let at = indexOfBytes(bytes, this.#marker); at !== -1; at = indexOfBytes(bytes, this.#marker, at + 1)) {
      const tail = at + this.#marker.length;
      if (bytes.length < tail + 41) break;
      const content: SparseContent = {
        digest: `sha256:${bytesToHex(bytes.subarray(tail, tail + 32))}`,
        size: new DataView(bytes.buffer, bytes.byteOffset + tail + 32, 8).getFloat64(0),
      };
      const block = this.#block(content, FORMATS[bytes[tail + 40] ?? 0] ?? 'data');
      const end = tail + 41;
      const start = end - block.length;
      if (start < 0 || !sameBytes(bytes.subarray(start, end), block)) continue;
      size += content.size - block.length;
      whole = block.length === bytes.length;
      found = content;
    }
    if (!found || whole) return found;
    const digest = digestOf(bytes);
    this.#mixed.set(digest, bytes.slice());
    return { digest, size };
  }

  /** A content that goes on with zeros up to a size, as a file does that was made longer. */
  zeros(content: Uint8Array, size: number): SparseContent {
    const before = this.recognise(content)?.size ?? content.length;
    const zeros = this.repeated(ZERO, size - before);
    if (content.length === 0) return zeros;
    const bytes = concatBytes(content, this.#block(zeros, 'data'));
    return this.recognise(bytes) ?? zeros;
  }

  /** A content of so many bytes, which are a pattern over and over; endless with a size of infinity. */
  repeated(pattern: Uint8Array, size: number): SparseContent {
    const isZero = pattern.length === 1 && pattern[0] === 0;
    const digest = digestOf(`${size} ${isZero ? 'zeros' : `bytes of ${digestOf(pattern)}`}`);
    this.#repeated.set(digest, pattern);
    return { digest, size };
  }

  /** What a content repeats; undefined for one that does not, or has other bytes besides. */
  patternOf({ digest }: Pick<SparseContent, 'digest'>): Uint8Array | undefined {
    return this.#repeated.get(digest);
  }

  /** The first bytes of a sparse content, as an interrupted copy leaves them behind. */
  part(content: SparseContent, size: number): SparseContent {
    const pattern = this.#repeated.get(content.digest);
    if (pattern) return this.repeated(pattern, size);
    const part = { digest: digestOf(`the first ${size} bytes of ${content.digest}`), size };
    this.#formats.set(part.digest, this.#formats.get(content.digest) ?? 'data');
    return part;
  }

  #block(content: SparseContent, format: Format): Uint8Array {
    const tail = new Uint8Array(41);
    tail.set(hexToBytes(digestHex(content.digest)));
    new DataView(tail.buffer).setFloat64(32, content.size);
    tail[40] = FORMATS.indexOf(format);
    return concatBytes(headerOf(format, content.size), this.#marker, tail);
  }
}
