/**
 * curl(1): what the option does (table.ts), and its names. --retry is Docker's to do; what is printed is one line in any case; a verdict needs
 * no body.
 */
export const CURL: string[] = [
  `F --fail -f
B --fail-with-body
I --head -I
L --location -L
V --verbose -v
K --insecure -k
4 --ipv4 -4
6 --ipv6 -6
R --include -i
_ --silent -s --show-error -S --disable -q --http1.1 --no-buffer -N --no-progress-meter --progress-bar -# --compressed --retry-connrefused --retry-all-errors
x --request -X
h --header -H
u --user -u
a --user-agent -A
d --data -d --data-binary --data-ascii
r --data-raw
m --max-time -m
b --connect-timeout
o --unix-socket
c --cacert
j --resolve
l --url
f --output -o
g --write-out -w
w --noproxy --retry --retry-delay --retry-max-time`,
];
