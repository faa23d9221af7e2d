import { none, Text } from "../core/bytes/text";
import { ResolverConfig } from "./config";
import { buildQuery, RecordType } from "./message";

/** Families, as members of a set. */
export const V4: i32 = 1;
export const V6: i32 = 2;

/** The queries for a name: one for each full name that it may stand for, in the order of their places, and each family. */
export class Queries {
  private config!: ResolverConfig;
  private name: Uint8Array = none();
  private id: i32 = 0;
  private fullName: Text = new Text();
  /** A buffer for one query. */
  readonly query: Text = new Text();

  /** @param id a random number from 0 to 65535: the identifiers start from it */
  begin(config: ResolverConfig, name: Uint8Array, id: i32): void {
    this.config = config;
    this.name = name;
    this.id = id;
  }

  /** How many full names there are. */
  count(): i32 {
    return this.config.nameCount(this.name);
  }

  /** Replaces `out` by a query. @returns whether the full name is valid in DNS */
  put(out: Text, place: i32, family: i32): bool {
    out.length = 0;
    return this.append(out, place, family);
  }

  private append(out: Text, place: i32, family: i32): bool {
    this.config.putName(this.fullName, this.name, place);
    const id = (this.id + 2 * place + 2) & 0xffff;
    return family == V6
      ? buildQuery(out, id ^ 1, this.fullName, RecordType.AAAA)
      : buildQuery(out, id, this.fullName, RecordType.A);
  }

  /** Replaces `out` by the queries of these families, each after two bytes with its length (RFC 1035 §4.2.2). */
  putFramed(out: Text, place: i32, families: i32): void {
    out.length = 0;
    for (let family = V4; family <= V6; family++) {
      if ((families & family) == 0) continue;
      const start = out.length + 2;
      out.byte(0).byte(0);
      this.append(out, place, family);
      out.bytes[start - 2] = (out.length - start) >> 8;
      out.bytes[start - 1] = (out.length - start) & 0xff;
    }
  }

  /** The family of the query with this identifier. */
  familyOf(id: i32): i32 {
    return ((id ^ this.id) & 1) == 0 ? V4 : V6;
  }

  /** The place of the full name in the query with this identifier; count() or more if there is no such query. */
  placeOf(id: i32): i32 {
    const first = this.familyOf(id) == V4 ? id : id ^ 1;
    return ((first - this.id - 2) & 0xffff) >> 1;
  }
}
