import { loopbackIPv4, parseAddress } from "../core/bytes/address";
import { parseDecimal } from "../core/bytes/numbers";
import { Char, same, standsAt, Text } from "../core/bytes/text";
import { wordsOf } from "./words";

/** As many name servers and search domains as other resolvers use (resolv.conf(5)). */
const MAX_SERVERS: i32 = 3;
const MAX_SEARCH: i32 = 6;
/** So many dots make a name absolute at most (resolv.conf(5)). */
const MAX_NDOTS: i32 = 15;

/** What /etc/resolv.conf says. Its `timeout` and `attempts` are not used: the check's deadline is shared out instead. */
export class ResolverConfig {
  servers: Uint8Array[] = [];
  search: Uint8Array[] = [];
  ndots: i32 = 1;

  /** Reads one line; nothing of its bytes is kept. */
  read(line: Uint8Array): void {
    const words = wordsOf(line);
    if (words.length < 2) return;
    if (same(words[0], "nameserver")) {
      const server = parseAddress(words[1]);
      if (server.length > 0 && this.servers.length < MAX_SERVERS) this.servers.push(server);
    } else if (same(words[0], "search") || same(words[0], "domain")) {
      // The last one of these lines counts.
      this.search = [];
      for (let i = 1; i < words.length && i <= MAX_SEARCH; i++) this.search.push(words[i].slice(0));
    } else if (same(words[0], "options")) {
      for (let i = 1; i < words.length; i++) this.readOption(words[i]);
    }
  }

  private readOption(option: Uint8Array): void {
    if (!standsAt(option, 0, "ndots:")) return;
    const ndots = parseDecimal(option, 6, option.length, 1000000);
    if (ndots >= 0) this.ndots = ndots < MAX_NDOTS ? ndots : MAX_NDOTS;
  }

  /** The name servers to ask; this machine where none is named, as resolv.conf(5) has it. */
  serversOrLocal(): Uint8Array[] {
    if (this.servers.length == 0) this.servers.push(loopbackIPv4());
    return this.servers;
  }

  /**
   * The full names to ask for, in order: a name with at least `ndots` dots as it is first, another one in the search domains first;
   * one with a dot at the end only as it is.
   */
  candidates(name: Uint8Array): Uint8Array[] {
    const names: Uint8Array[] = [];
    const last = name.length - 1;
    if (last >= 0 && name[last] == Char.DOT) {
      names.push(name.subarray(0, last));
      return names;
    }
    let dots = 0;
    for (let i = 0; i < name.length; i++) if (name[i] == Char.DOT) dots++;
    if (dots >= this.ndots) names.push(name);
    for (let i = 0; i < this.search.length; i++) {
      const domain = this.search[i];
      // `search .` means the name as it is.
      if (!same(domain, ".")) names.push(new Text().add(name).byte(Char.DOT).add(domain).view());
    }
    if (dots < this.ndots) names.push(name);
    return names;
  }
}
