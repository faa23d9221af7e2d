/** The readers of the resolver: /etc/hosts, /etc/resolv.conf, answers of DNS. Portable TypeScript, like the core. */
import { Char, same, Text } from "../../../src/core/bytes/text";
import { ResolverConfig } from "../../../src/resolver/config";
import { Hosts } from "../../../src/resolver/hosts";
import { buildQuery, MAX_ADDRESSES, readAnswer } from "../../../src/resolver/message";
import { V4, V6 } from "../../../src/resolver/queries";
import { Tokenizer } from "../../../src/resolver/tokenizer";
import { fieldAt } from "./fields";
import { demand, mix, mixNumber } from "./findings";

/** The first field is a file like /etc/hosts, the second a name, the third its family. */
export function readHosts(fields: Uint8Array[]): void {
  const family = same(fieldAt(fields, 2), "6") ? 6 : 4;
  const hosts = new Hosts(fieldAt(fields, 1), family);
  const words = new Tokenizer();
  for (let i = 0; i < fields[0].length; i++) if (words.read(fields[0][i])) hosts.read(words);
  if (words.read(Char.LF)) hosts.read(words);
  const found = hosts.found.of(family === 6 ? V6 : V4);
  const others = hosts.found.of(family === 6 ? V4 : V6);
  demand(others.length === 0 && found.length <= MAX_ADDRESSES, "the addresses from /etc/hosts");
  checkAddresses(found, family);
}

/** The first field is a name to look up, the others are lines of /etc/resolv.conf. */
export function readConfig(fields: Uint8Array[]): void {
  const config = new ResolverConfig(new Text());
  const words = new Tokenizer();
  for (let i = 1; i < fields.length; i++) {
    for (let k = 0; k < fields[i].length; k++) if (words.read(fields[i][k])) config.read(words);
    if (words.read(Char.LF)) config.read(words);
  }
  config.end();
  const servers = config.servers;
  demand(servers.length > 0 && servers.length <= 3 && servers.length === config.zones.length, "the name servers");
  for (let i = 0; i < servers.length; i++) {
    mix(servers[i]);
    mix(config.zones[i]);
    demand(servers[i].length === 4 || servers[i].length === 16, "a name server");
  }
  const count = config.nameCount(fields[0]);
  demand(count > 0, "the names to ask for");
  const name = new Text();
  const query = new Text();
  for (let i = 0; i < count && i < 100; i++) {
    config.putName(name, fields[0], i);
    mix(name.view());
    query.length = 0;
    if (!buildQuery(query, 0x1234, name, 1)) continue;
    mix(query.view());
    demand(query.length > 16 && query.length <= 12 + 255 + 4, "a query's length");
  }
}

/** The first field is a name. The first byte of the second selects the type; the rest is an answer without identifier and question. */
export function readMessage(fields: Uint8Array[]): void {
  const bytes = fieldAt(fields, 1);
  if (bytes.length < 9) return;
  const isA = bytes[0] % 2 === 0;
  const query = new Text();
  if (!buildQuery(query, 0x1234, new Text().add(fields[0]), isA ? 1 : 28)) return;
  const out = new Text().byte(0x12).byte(0x34).byte(bytes[1]).byte(bytes[2]).byte(0).byte(1).add(bytes.subarray(3, 9));
  const message = out.add(query.view().subarray(12)).add(bytes.subarray(9)).view();
  const addresses: Uint8Array[] = [];
  const reply = readAnswer(message, message.length, query, addresses);
  mixNumber(reply);
  demand(reply >= 0 && reply <= 3, "the kind of an answer");
  demand(addresses.length <= MAX_ADDRESSES, "more addresses than are kept");
  demand(addresses.length === 0 || reply === 1, "addresses from what is no answer");
  checkAddresses(addresses, isA ? 4 : 6);
  // A message that is cut is not read beyond its end.
  for (let length = 0; length < message.length; length += 5) readAnswer(message.slice(0, length), length, query, []);
}

export function checkAddresses(addresses: Uint8Array[], family: i32): void {
  for (let i = 0; i < addresses.length; i++) {
    mix(addresses[i]);
    demand(addresses[i].length === 4 || addresses[i].length === 16, "an address that was found");
    if (family === 4) demand(addresses[i].length === 4, "an address of IPv6");
    if (family === 6) demand(addresses[i].length === 16, "an address of IPv4");
    if (i > 0) demand(addresses[i].length >= addresses[i - 1].length, "IPv6 before IPv4");
  }
}
