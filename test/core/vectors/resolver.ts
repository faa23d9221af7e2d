/** The readers of the resolver: /etc/hosts, /etc/resolv.conf, answers of DNS. Portable TypeScript, like the core. */
import { putAddress } from "../../../src/core/bytes/address";
import { Char, same, Text } from "../../../src/core/bytes/text";
import { ResolverConfig } from "../../../src/resolver/config";
import { Hosts } from "../../../src/resolver/hosts";
import { buildQuery, readAnswer } from "../../../src/resolver/message";
import { Tokenizer } from "../../../src/resolver/tokenizer";
import { putAddresses, putBytes, putNumber } from "./output";

/** @returns whether the name is one of the resolver */
export function putResolved(name: Uint8Array, fields: Uint8Array[], out: Text): bool {
  if (same(name, "hosts")) putHosts(fields, out);
  else if (same(name, "resolv.conf")) putConfig(fields, out);
  else if (same(name, "query")) {
    const query = new Text();
    if (buildQuery(query, 0x1234, new Text().add(fields[1]), 1)) putBytes(out, query.view());
  } else if (same(name, "answer")) putAnswer(fields, out);
  else return false;
  return true;
}

/** A file like /etc/hosts, a name and its family. */
function putHosts(fields: Uint8Array[], out: Text): void {
  const hosts = new Hosts(fields[2], same(fields[3], "6") ? 6 : 4);
  const words = new Tokenizer();
  for (let i = 0; i <= fields[1].length; i++) if (words.read(byteOrEnd(fields[1], i))) hosts.read(words);
  putAddresses(out, hosts.found.take());
}

/** A query and a message that may answer it. */
function putAnswer(fields: Uint8Array[], out: Text): void {
  const addresses: Uint8Array[] = [];
  putNumber(out, readAnswer(fields[2], fields[2].length, new Text().add(fields[1]), addresses));
  for (let i = 0; i < addresses.length; i++) putAddress(out.byte(Char.SPACE), addresses[i]);
}

/** A name to look up, and the lines of a file like /etc/resolv.conf. */
function putConfig(fields: Uint8Array[], out: Text): void {
  const config = new ResolverConfig(new Text());
  const words = new Tokenizer();
  for (let i = 2; i < fields.length; i++) {
    for (let k = 0; k <= fields[i].length; k++) if (words.read(byteOrEnd(fields[i], k))) config.read(words);
  }
  config.end();
  for (let i = 0; i < config.servers.length; i++) {
    putAddress(out.byte(i == 0 ? 0x5b : Char.COMMA), config.servers[i]);
    if (config.zones[i].length > 0) out.byte(Char.PERCENT).add(config.zones[i]);
  }
  out.byte(0x5d);
  const name = new Text();
  for (let i = 0; i < config.nameCount(fields[1]); i++) {
    config.putName(name, fields[1], i);
    out.byte(Char.SPACE).add(name.view());
  }
  if (config.usesStreams) out.put(" use-vc");
  if (config.isSearchCut) out.put(" cut");
}

/** A line feed stands for the end. */
function byteOrEnd(bytes: Uint8Array, index: i32): i32 {
  return index < bytes.length ? bytes[index] : Char.LF;
}
