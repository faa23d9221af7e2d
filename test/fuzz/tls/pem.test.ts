/** How PEM files are read. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { Text } from "../../../src/core/bytes/text";
import { Found, Pem } from "../../../src/core/certificate/pem";
import { pem } from "../../core/certificate-der.ts";
import { FuzzTlsHost } from "../harness/tls-host";
import { holds, TIMES } from "../runs.ts";
import { cut, lengths } from "./pieces.ts";

vi.setConfig({ testTimeout: 120_000 * TIMES });

/** A host that reads its file in pieces of these lengths. */
class PieceHost extends FuzzTlsHost {
  private readonly pieces: Uint8Array[];

  constructor(file: string, places: number[]) {
    super(new Text());
    this.pieces = cut(new Uint8Array(Buffer.from(file, "latin1")), places);
  }

  override readFile(to: Uint8Array): number {
    const piece = this.pieces.shift() ?? new Uint8Array(0);
    to.set(piece);
    return piece.length;
  }
}

describe("PEM files", () => {
  const label = fc.constantFrom("CERTIFICATE", "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE", "PRIVATE KEY");
  const block = fc.tuple(
    fc.uint8Array({ minLength: 1, maxLength: 80 }),
    label,
    fc.constantFrom(1, 4, 63, 64, 76),
    fc.constantFrom("\n", "\r\n", " \n"),
  );
  const noise = fc.constantFrom(
    "",
    "\n",
    "# a comment\n",
    "subject=CN = x\n\n",
    "-----\n",
    "-----BEGIN\n",
    "----BEGIN CERTIFICATE-----\n",
  );
  const damage = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom("", "=", "-", "\n", "\0", "A", "*"),
  );

  function read(file: string, places: number[]): string[] {
    const reader = new Pem(new PieceHost(file, places));
    const found: string[] = [];
    for (let what = reader.next(); what !== Found.END; what = reader.next()) {
      found.push(
        what === Found.CERTIFICATE ? Buffer.from(reader.der.subarray(0, reader.length)).toString("hex") : `${what}`,
      );
      expect(found.length).toBeLessThan(1000);
    }
    return found;
  }

  test("have the right certificates, in whatever pieces they are read", () => {
    holds(
      1500,
      fc.tuple(fc.array(fc.tuple(noise, block), { maxLength: 4 }), noise, lengths),
      ([blocks, end, places]) => {
        const file =
          blocks.map(([before, [content, kind, width, line]]) => before + pem(content, kind, width, line)).join("") +
          end;
        const wanted = blocks
          .filter(([, [, kind]]) => kind !== "PRIVATE KEY")
          .map(([, [content]]) => Buffer.from(content).toString("hex"));
        expect(read(file, [4096])).toEqual(wanted);
        expect(read(file, places)).toEqual(wanted);
      },
    );
  });

  test("that are damaged give the same result, in whatever pieces they are read", () => {
    holds(
      1500,
      fc.tuple(fc.array(block, { maxLength: 3 }), fc.array(damage, { maxLength: 3 }), lengths),
      ([blocks, damages, places]) => {
        let file = blocks.map(([content, kind, width, line]) => pem(content, kind, width, line)).join("");
        for (const [place, piece] of damages) {
          const at = Math.floor(place * file.length);
          file = file.slice(0, at) + piece + file.slice(at + 1);
        }
        expect(read(file, places)).toEqual(read(file, [4096]));
      },
    );
  });
});
