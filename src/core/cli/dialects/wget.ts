/** wget(1), GNU's and busybox's: what the option does (table.ts), and its names. */
export const WGET: string[] = [
  `P --spider
V --server-response -S
K --no-check-certificate
4 --inet4-only -4
6 --inet6-only -6
S --quiet -q
_ --no-verbose -nv --no-proxy --verbose -v --no-cache --retry-connrefused --no-hsts --content-on-error --auth-no-challenge -nd
x --method
h --header
v --user --http-user
p --password --http-password
a --user-agent -U
r --post-data
m --timeout -T --read-timeout
b --connect-timeout
c --ca-certificate
f --output-document -O
y --proxy -Y
w --tries -t --waitretry --wait -w`,
];
