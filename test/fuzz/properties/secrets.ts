/** Command lines that hold a password, and words that stand beside it. */
export const SECRET = "S3CR3T-pass";
export const URLS = [
  ...[`http://user:${SECRET}@web/`, `http://user:${SECRET}@web:99999/`, `http://user:${SECRET}@web:x`],
  ...[`https://user:${SECRET}@web/`, `http://user:${SECRET}/x@web/`, `http://user:${SECRET}?x@web/`],
  ...[`http://user:x#${SECRET}@web/`, `http://user:${SECRET}@`, `http://user:${SECRET} @web/`, `http://:${SECRET}@web`],
  ...[`http://user:${SECRET}@we b/`, `http://user:${SECRET}@[::1/`, `http://user:${SECRET}@web@web/`],
  ...[`tcp://user:${SECRET}@web:80`, `unix://user:${SECRET}@/run/x`, `user:${SECRET}@web:80/`, `user:${SECRET}@web`],
  ...[`ftp://user:${SECRET}@web/`, `http:/user:${SECRET}@web/`, `user:${SECRET}@/x`, `:${SECRET}@web/`],
  ...[`http://user:\${A:-${SECRET}}@web/`, `http://user:\${P}@web/`, `http://user:${SECRET}@web/a b`],
];
export const VALUES = [
  ...[["-u", `user:${SECRET}`], [`--user=user:${SECRET}`], [`-uuser:${SECRET}`], ["-u", SECRET], ["-u", "u:${P}"]],
  ...[["--usr", `u:${SECRET}`], [`--usr=u:${SECRET}`], [`--user:u:${SECRET}`], [`-qU${SECRET}`], [`-u=u:${SECRET}`]],
  ...[
    ["-H", `Authorization: Bearer ${SECRET}`],
    ["-H", `Authorization Bearer ${SECRET}`],
  ],
  ...[["-H", `Author ization: ${SECRET}`], ["-H", `Authorization: ${SECRET}\n`], [`-HX-Key:${SECRET}`]],
  ...[["--header", `Cookie: a=${SECRET}`], [`--header=${SECRET}`], ["-d", `password=${SECRET}`], ["-d", `@${SECRET}`]],
  ...[[`--password=${SECRET}`], [`--http-password=${SECRET}`], [`--header=Authorization: ${SECRET}`]],
  ...[["--post-data", `p=${SECRET}`], [`--cookie=${SECRET}`], [`-b${SECRET}`], ["--data-raw", SECRET]],
];
export const ORDINARY = [
  "-v",
  "-L",
  "-4",
  "-s",
  "2xx",
  "-t",
  "3",
  "-k",
  "--wrong",
  "-z",
  "--max-time",
  "web:80",
  "http://web/",
];
