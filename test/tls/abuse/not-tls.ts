import { type StartServer, web } from "../../servers";
import { closesAtOnce, resetsAtOnce, sends, silent } from "../../servers/raw";
import { speaks } from "../speaker";
import { type AbuseRow, CUT, expires, refused } from "./row";

/** Sends bytes as soon as the client has connected. */
function early(bytes: string, after: "keep" | "end" = "keep"): StartServer {
  return sends(bytes, { early: true, after });
}

export function answered(shown: string): string {
  return `the peer does not speak TLS (it answered "${shown}")`;
}

export const notTls: AbuseRow[] = [
  refused("an HTTP server", web(), answered("HTTP/1.1 400 Bad Request")),
  refused("an SSH server", early("SSH-2.0-OpenSSH_9.2\r\n"), answered("SSH-2.0-OpenSSH_9.2")),
  refused("an SMTP server", early("220 mail ESMTP\r\n"), answered("220 mail ESMTP")),
  refused("a MySQL server", early("\x4a\0\0\0\x0a8.0.36\0"), answered("J\\x00\\x00\\x00\\x0a8.0.36\\x00")),
  refused("PostgreSQL's answer", early("N", "end"), answered("N")),
  refused(
    "bytes that are none of anything",
    early("\xff\xfe\xfd\xfc\xfb\xfa\xf9"),
    answered("\\xff\\xfe\\xfd\\xfc\\xfb\\xfa\\xf9"),
  ),
  refused(
    "NUL bytes",
    early("\0".repeat(100)),
    answered("\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00..."),
  ),
  refused("escape sequences", early("\x1b[2J\x1b]0;title\x07\r\n"), answered("\\x1b[2J\\x1b]0;title\\x07")),
  refused(
    "a long line",
    early("x".repeat(5000)),
    answered("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
  ),
  refused("half a line, and the end", early("HTTP", "end"), answered("HTTP")),
  refused("one byte, and the end", early("\x16", "end"), CUT),
  refused("closed at once", closesAtOnce, CUT),
  refused("reset at once", resetsAtOnce, [...CUT, "connection reset"]),
  refused(
    "closed after the ClientHello",
    speaks(async (peer) => {
      await peer.hello();
      peer.socket.end();
    }),
    CUT,
  ),
  expires("nothing at all", silent),
  expires("a record's header and no more", early("\x16\x03\x03\x00\x7a")),
  expires("two bytes and no more", early("\x16\x03")),
];
