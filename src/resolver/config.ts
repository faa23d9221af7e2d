import { loopbackIPv4, parseAddress } from "../core/bytes/address";
import { parseDecimal } from "../core/bytes/numbers";
import { Char, none, Text } from "../core/bytes/text";
import { Tokenizer } from "./tokenizer";

/** As many name servers as other resolvers use (resolv.conf(5)). */
export const MAX_SERVERS: i32 = 3;
/** The most `nameserver` lines without a valid address that are read: each takes memory. */
const MAX_BAD_SERVERS: i32 = 256;
/** The most bytes of all search domains, with one byte after each. */
const MAX_SEARCH: i32 = 32768;
/** The longest search domain: a longer one leaves no room for a name before it (RFC 1035 §2.3.4). */
const MAX_DOMAIN: i32 = 254;
/** The highest value of `ndots` (resolv.conf(5)). */
const MAX_NDOTS: i32 = 15;

const enum Keyword {
  OTHER,
  NAMESERVER,
  SEARCH,
  DOMAIN,
  OPTIONS,
}

/**
 * What /etc/resolv.conf says. `timeout` and `attempts` are ignored: every server may answer until the deadline, and is asked again until then.
 */
export class ResolverConfig {
  /** Addresses of 4 or 16 bytes, and the zone of each: the name or number of an interface, or empty (RFC 4007 §11). */
  servers: Uint8Array[] = [];
  zones: Uint8Array[] = [];
  /** Whether `search` had more domains than there is room for. */
  isSearchCut: bool = false;
  /** Whether to ask over TCP at once. */
  usesStreams: bool = false;

  private keyword: Keyword = Keyword.OTHER;
  private badServers: i32 = 0;
  private ndots: i32 = 1;
  /** The search domains, each followed by a space. */
  private search: Text;
  private domains: i32 = 0;

  /** @param search memory for the search domains */
  constructor(search: Text) {
    this.search = search;
    this.search.length = 0;
  }

  private clearSearch(): void {
    this.search.length = 0;
    this.domains = 0;
    this.isSearchCut = false;
  }

  /** Reads the next word of the file. */
  read(words: Tokenizer): void {
    if (words.index == 0) this.readKeyword(words);
    else if (this.keyword == Keyword.NAMESERVER) this.readServer(words);
    else if (this.keyword == Keyword.SEARCH || this.keyword == Keyword.DOMAIN) this.readDomain(words);
    else if (this.keyword == Keyword.OPTIONS) this.readOption(words);
  }

  private readKeyword(words: Tokenizer): void {
    this.keyword = Keyword.OTHER;
    if (words.is("nameserver")) this.keyword = Keyword.NAMESERVER;
    else if (words.is("search")) this.keyword = Keyword.SEARCH;
    else if (words.is("domain")) this.keyword = Keyword.DOMAIN;
    else if (words.is("options")) this.keyword = Keyword.OPTIONS;
  }

  private readServer(words: Tokenizer): void {
    if (words.index > 1 || this.servers.length == MAX_SERVERS || this.badServers == MAX_BAD_SERVERS) return;
    let end = 0;
    while (end < words.length && words.word[end] != Char.PERCENT) end++;
    const server = parseAddress(words.copy(0, end));
    if (server.length == 0 || (server.length == 4 && end < words.length)) {
      this.badServers++;
      return;
    }
    this.servers.push(server);
    this.zones.push(end < words.length ? words.copy(end + 1, words.length) : none());
  }

  /** The last `search` or `domain` line counts; `domain` has one domain. */
  private readDomain(words: Tokenizer): void {
    if (words.index == 1) this.clearSearch();
    else if (this.keyword == Keyword.DOMAIN) return;
    // `.` means the name as it is, which is asked anyway.
    if (words.is(".") || words.length > MAX_DOMAIN) return;
    if (this.search.length + words.length >= MAX_SEARCH) {
      this.isSearchCut = true;
      return;
    }
    this.search.addRange(words.word, 0, words.length);
    this.search.byte(Char.SPACE);
    this.domains++;
  }

  private readOption(words: Tokenizer): void {
    if (words.is("use-vc")) this.usesStreams = true;
    if (!words.startsWith("ndots:")) return;
    const ndots = parseDecimal(words.word, 6, words.length, 1000000);
    if (ndots >= 0) this.ndots = ndots < MAX_NDOTS ? ndots : MAX_NDOTS;
  }

  /** Ends the file. If it names no server, the local machine is asked (resolv.conf(5)). */
  end(): void {
    if (this.servers.length > 0) return;
    this.servers.push(loopbackIPv4());
    this.zones.push(none());
  }

  /** How many full names a name may stand for. */
  nameCount(name: Uint8Array): i32 {
    return isAbsolute(name) ? 1 : this.domains + 1;
  }

  /**
   * Replaces `out` by the full name in this place, from 0 to nameCount() - 1. A name with at least `ndots` dots is tried as it is first, any
   * other in the search domains first. A name that ends in a dot is only tried as it is.
   */
  putName(out: Text, name: Uint8Array, place: i32): void {
    out.length = 0;
    out.add(name);
    if (isAbsolute(name)) return;
    let dots = 0;
    for (let i = 0; i < name.length; i++) if (name[i] == Char.DOT) dots++;
    let domain = dots >= this.ndots ? place - 1 : place;
    if (domain < 0 || domain == this.domains) return;
    const search = this.search;
    let i = 0;
    for (; domain > 0; i++) if (search.bytes[i] == Char.SPACE) domain--;
    out.byte(Char.DOT);
    for (; search.bytes[i] != Char.SPACE; i++) out.byte(search.bytes[i]);
  }
}

function isAbsolute(name: Uint8Array): bool {
  return name.length > 0 && name[name.length - 1] == Char.DOT;
}
