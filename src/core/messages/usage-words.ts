/*
 * The words of usage errors: one line for each UsageErrorKind, in its order, with the marks that words.ts explains. test/core/words.test.ts
 * compares the limits in them with the constants.
 */
export const USAGE_ERROR_WORDS = `* arguments, at most 256
longer than 8192 bytes
the arguments up to here are longer than 32768 bytes
not valid UTF-8
\${^} is not set (\${^:-fallback} would do without it)
fallbacks in fallbacks, more than 8 deep
unknown option ^ (see --help)
option ^ is not supported
option ^ needs a value (see --help)
option ^ takes no value
option ^ may be given once
write ^ VALUE, without the equals sign
~ is not a duration like 3, 1.5s, 500ms or 1m
~ is not a duration like 3s, 1.5s, 500ms or 1m
~ is not between 10ms and 1h
~ is not a set of statuses like 200, 200-299, 2xx or 200,204,401
~ is not a request method
an empty text, wanted at least one byte
a backslash that is none of \\r \\n \\t \\\\ \\0 \\xNN
a header without a colon, wanted 'Name: value'
not a header name before the colon, wanted 'Name: value'
a control byte in the value of ^
no colon, wanted USER:PASSWORD
a control byte in ~
no path of a Unix socket
the path of the Unix socket has * bytes, at most 107 are possible
abstract Unix sockets are not supported, wanted a path
~ is not HOST:PORT:ADDRESS[,ADDRESS] (no names, IPv6 in brackets)
^ is for another host, port or address family than the target's
~ is none of 1, true, yes, on, 0, false, no, off
option ^ stands alone, and checks nothing
-4 and -6 exclude each other
^ is for HTTP, but the target is a connection alone (HTTP is host:port/ or http://host)
^ is for TCP and Unix targets (HTTP sends --data)
^ has no effect on a gRPC target
^ has no effect over a Unix socket
no target: give one, or set HEALTHCHECK_URL, HEALTHCHECK_PORT or PORT (see --help)
argument * is a second target (quote a value that has spaces)
the target is empty
unknown scheme ~, wanted http, https, grpc, grpcs, tcp or unix
port ~ is not a number from 1 to 65535
no port in ~, wanted host:port or http://host
no port in ~, wanted host:port
~ needs the variable PORT, which is not set
no host in the URL
~ is not a host name or address
~ is not a host name or address (a port alone is written with its colon, :8080/)
~ has too many colons (an IPv6 address needs brackets, [::1]:80)
-4 excludes the IPv6 address ^
-6 excludes the IPv4 address ^
user and password need a whole URL (http://user:password@host) or --user
the port is not a number from 1 to 65535 (in a password, / ? # are written %2F %3F %23)
a space or control byte in ~ (write it as %20)
~ behind tcp://host:port, where nothing may stand
~ is not the name of one service, wanted grpc://host:port/service
~ is not an absolute path, wanted unix:///path
https:// needs healthcheck-tls
grpcs:// needs healthcheck-tls
data from a file is not supported
-I and -d exclude each other
HEAD and --expect exclude each other
~: nothing is saved here, wanted /dev/null or -
~: no proxy is used here, wanted off
no URL
unknown scheme ~, wanted http or https
patterns with ~ are not expanded here
wanted -z HOST PORT, or HOST PORT in a pipe
wanted -addr HOST:PORT, and no argument without a dash
-tls-no-verify, -tls-ca-cert and -tls-server-name need -tls
-tls-ca-cert and -tls-server-name have no effect with -tls-no-verify
this is no shell and runs health checks alone: sh -c TEXT
~ is not supported: this is no shell (wanted checks joined by || && ;)
~ is not supported: this is no shell (it runs no command inside another; a variable works)
~ is not supported: this is no shell (in its place: healthcheck --status SET URL)
assignments are not supported (^=...): this is no shell
the whole command is inside one more pair of quotes: remove them
a command is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell
~ is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell
~ is not supported: output may go to /dev/null only
~ is not a number from 0 to 255
more than 8 commands
more than 4 groups inside one another
the text of an inner sh -c is not supported (not shown, because a variable is part of it)
wanted timeout [-s KILL] [-k N] N COMMAND
timeout is not supported for several checks together
wanted /dev/tcp/HOST/PORT with no command, :, true, echo, printf or exec
~ is not supported in a pipe, which may lead from curl, wget or nc to grep
nothing is printed into the pipe
more is printed into the pipe than is known here: drop -v, -w or 2>&1
echo with options or a backslash differs between shells: use printf
wanted printf TEXT with no escapes but \\n, \\r, \\t, \\\\, and no %
wanted grep [-qsiFEwxco] [-e] PATTERN, and no file
a pattern of * bytes, wanted at most 1024
an empty pattern matches everything
~ in a pattern is not supported: only fixed text, dots, anchors and alternatives
~ is none of healthcheck, sh, curl, wget, nc, grpc_health_probe
cannot make ^`;
