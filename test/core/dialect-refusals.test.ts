/** Options that curl, wget and nc have and this program has not. */
import { expect, test } from "vitest";
import { refusal, TARGET, TOOLS, type Tool } from "./dialect-trial.ts";

/** Options of the tools, and some that look like theirs. */
const REFUSED: Record<Tool, string[]> = {
  curl: [
    ...["--get", "--upload-file", "--remote-name", "--proxy", "--form", "--http2", "--globoff", "--help", "--version"],
    ...["--location-trusted", "--max-redirs", "--connect-to", "--interface", "--json", "--next", "--cert"],
    ...["--data-urlencode", "--digest", "--negotiate", "--oauth2-bearer", "--cookie", "--cookie-jar", "--config"],
    ...["--dump-header", "--range", "--referer", "--request-target", "--socks5", "--preproxy", "--proxy-user", "--key"],
    ...[
      "--abstract-unix-socket",
      "--http0.9",
      "--http1.0",
      "--http3",
      "--post301",
      "--post302",
      "--post303",
      "--netrc",
    ],
    ...["--time-cond", "--max-filesize", "--speed-limit", "--fail-early", "--parallel", "--no-fail", "--no-location"],
    ...["--timeout", "--status", "--method", "--install", "--spider", "--FAIL", "--f", "--fai", "--silentx", "---fail"],
  ],
  wget: [
    ...["--input-file", "--recursive", "--directory-prefix", "--post-file", "--body-data", "--body-file", "--execute"],
    ...[
      "--max-redirect",
      "--certificate",
      "--private-key",
      "--timestamping",
      "--accept",
      "--referer",
      "--load-cookies",
    ],
    ...["--output-file", "--start-pos", "--page-requisites", "--mirror", "--ask-password", "--use-askpass", "--help"],
    ...[
      "--version",
      "--fail",
      "--location",
      "--status",
      "--install",
      "--SPIDER",
      "--spide",
      "--no-spider",
      "--background",
    ],
  ],
  nc: ["--zero", "--help", "--version", "--verbose", "--wait", "--timeout"],
};

test("options that would mean something else are refused by name", () => {
  for (const tool of TOOLS) {
    for (const option of REFUSED[tool]) {
      for (const args of [[option], [`${option}=x`]]) {
        expect(refusal(tool, ...args, ...TARGET[tool])).toBe(`option ${option} is not supported`);
      }
    }
  }
});

test("an option's value is not told where the option is refused", () => {
  for (const [tool, argument, shown] of [
    ["curl", "-Us3cret", "-U"],
    ["curl", "--proxy-user=a:s3cret", "--proxy-user"],
    ["curl", "--user:a:s3cret", "--user"],
    ["curl", "-Ts3cret", "-T"],
    ["wget", "--body-data=s3cret", "--body-data"],
    ["wget", "-Ps3cret", "-P"],
    ["nc", "-xs3cret", "-x"],
  ] as const) {
    expect(refusal(tool, argument, ...TARGET[tool])).toBe(`option ${shown} is not supported`);
  }
});
