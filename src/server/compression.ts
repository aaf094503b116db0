// Chooses a compression that the client accepts, and compresses bytes.
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** In order of preference. */
export const encodings = ["br", "gzip"] as const;
export type Encoding = (typeof encodings)[number];

/** The encoding that `Accept-Encoding` prefers; null if it accepts neither or prefers no compression. */
export function encodingFor(accepted: string | null): Encoding | null {
  if (accepted === null) return null;
  const weights = new Map(
    accepted.split(",").map((range) => {
      const [name = "", ...parameters] = range
        .toLowerCase()
        .split(";")
        .map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
      return [name, Number(weight) || 0] as const;
    }),
  );
  const weightOf = (name: string) => weights.get(name) ?? weights.get("*") ?? 0;
  const best = encodings.reduce((one, other) => (weightOf(other) > weightOf(one) ? other : one));
  return weightOf(best) > 0 && weightOf(best) >= (weights.get("identity") ?? 0) ? best : null;
}

/** Above this quality, Brotli takes several times as long and saves only a few per cent. */
const quality = 5;

const brotli = (bytes: Uint8Array) =>
  promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength },
  });

const compressors = { br: brotli, gzip: (bytes: Uint8Array) => promisify(gzip)(bytes) };

/** Deterministic. Runs outside the serving thread. */
export const compress = async (encoding: Encoding, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await compressors[encoding](bytes));
