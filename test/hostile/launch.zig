//! Starts a program in surroundings that a shell cannot make: `launch OPERATION … -- ARGUMENT …`. What stands behind the two dashes is
//! the program's argument list, its name first, all of it: there may be none. Launched with `time`, `stop`, `storm` or `listen` the
//! program has a parent that watches it, and else it takes this one's place.
//!
//!   deny CALL ERRNO           a system call that fails with this error (seccomp(2)); may be given again
//!   limit NAME VALUE          a resource limit, soft and hard: NOFILE, AS, STACK … (setrlimit(2))
//!   block SIGNAL, ignore SIGNAL, pending SIGNAL
//!   alarm MS INTERVAL         a timer that is armed already (setitimer(2))
//!   file PATH                 what is executed, where that is not the first argument
//!   memory                    that file is copied to memory first, and run from there (memfd_create(2))
//!   variable TEXT             an entry of the environment, whatever it is; the launcher's own ones stay
//!   variables COUNT           so many entries
//!   close FD                  a descriptor that is closed
//!   open FD PATH              one of this file, which must be there
//!   full FD                   a pipe that nobody reads, with no room left
//!   broken FD                 a pipe whose other end is closed
//!   root DIRECTORY            where `/` is, from now on (chroot(2))
//!   user ID                   this user and group and no others
//!   time                      the parent writes to descriptor 3 how many microseconds the program took from fork to exit
//!   stop AT FOR               stops it so many ms after its start, for so many ms; the second number on descriptor 3 is then how many
//!                             microseconds it took from there to its exit
//!   storm SIGNAL MICROSECONDS sends it a signal again and again
//!   listen PORT               the parent has this port of every IPv4 address open, and accepts nobody
//!
//! Exits as the program did, by the same signal if it was one, and with 125 and a line where it could not be started.

const std = @import("std");
const linux = std.os.linux;

pub const panic = std.debug.no_panic;
pub const std_options: std.Options = .{ .signal_stack_size = null };
pub const std_options_debug_threaded_io: ?*std.Io.Threaded = null;

const Word = [*:0]const u8;

const Operation = enum {
    deny,
    limit,
    block,
    ignore,
    pending,
    alarm,
    file,
    memory,
    variable,
    variables,
    close,
    open,
    full,
    broken,
    root,
    user,
    time,
    stop,
    storm,
    listen,
};

const REPORT = 3;
const MAX_VARIABLES = 200_000;

var environment: [MAX_VARIABLES:null]?Word = undefined;
var variable_count: usize = 0;
var texts: [MAX_VARIABLES * 24]u8 = undefined;
var file: ?Word = null;
var in_memory = false;

var filter: [128]Instruction = undefined;
var denied: usize = 0;
var blocked = linux.sigemptyset();

/// What the parent does; it stays out of the way where none of it is asked for.
var is_watched = false;
var stop_at: u64 = 0;
var stop_for: u64 = 0;
var storm: ?linux.SIG = null;
var storm_interval: u64 = 0;

pub fn main(process: std.process.Init.Minimal) noreturn {
    for (process.environ.block.slice) |entry| addVariable(entry.?);
    var words: Words = .{ .left = process.args.vector[1..] };
    const operations = words;
    while (words.operation()) |operation| prepare(operation, &words);
    const arguments: [*:null]const ?Word = @ptrCast(words.left.ptr);
    if (file == null) file = arguments[0] orelse fail("no program", 0);
    if (!is_watched) become(operations, arguments);
    const begun = microseconds();
    const child = checked("fork", linux.fork());
    if (child == 0) become(operations, arguments);
    watch(@intCast(child), begun);
}

const Words = struct {
    left: []const Word,

    fn next(self: *Words) []const u8 {
        return std.mem.span(self.nextWord());
    }

    fn nextWord(self: *Words) Word {
        if (self.left.len == 0) fail("a word is missing", 0);
        defer self.left = self.left[1..];
        return self.left[0];
    }

    fn number(self: *Words) u64 {
        return std.fmt.parseInt(u64, self.next(), 10) catch fail("not a number", 0);
    }

    fn signal(self: *Words) linux.SIG {
        return std.meta.stringToEnum(linux.SIG, self.next()) orelse fail("no such signal", 0);
    }

    fn operation(self: *Words) ?Operation {
        const word = self.next();
        if (std.mem.eql(u8, word, "--")) return null;
        return std.meta.stringToEnum(Operation, word) orelse fail("no such operation", 0);
    }
};

/// What is done before the two processes part, if they do.
fn prepare(operation: Operation, words: *Words) void {
    switch (operation) {
        .deny => {
            const call = std.meta.stringToEnum(linux.SYS, words.next()) orelse fail("no such system call", 0);
            deny(@intCast(@intFromEnum(call)), @intCast(words.number()));
        },
        .file => file = words.nextWord(),
        .memory => in_memory = true,
        .variable => addVariable(words.nextWord()),
        .variables => addVariables(words.number()),
        .time => is_watched = true,
        .stop => {
            is_watched = true;
            stop_at = words.number() * 1000;
            stop_for = words.number() * 1000;
        },
        .storm => {
            is_watched = true;
            storm = words.signal();
            storm_interval = words.number();
        },
        .listen => {
            is_watched = true;
            listen(@intCast(words.number()));
        },
        .limit, .alarm, .open => {
            _ = words.next();
            _ = words.next();
        },
        .block, .ignore, .pending, .close, .full, .broken, .root, .user => _ = words.next(),
    }
}

/// What the program itself is to inherit.
fn become(operations: Words, arguments: [*:null]const ?Word) noreturn {
    const executable: i32 = if (in_memory) copyToMemory() else -1;
    var words = operations;
    while (words.operation()) |operation| switch (operation) {
        .limit => limit(words.next(), words.number()),
        .block => {
            linux.sigaddset(&blocked, words.signal());
            _ = checked("sigprocmask", linux.sigprocmask(linux.SIG.SETMASK, &blocked, null));
        },
        .pending => {
            const signal = words.signal();
            linux.sigaddset(&blocked, signal);
            _ = checked("sigprocmask", linux.sigprocmask(linux.SIG.SETMASK, &blocked, null));
            _ = checked("kill", linux.kill(linux.getpid(), signal));
        },
        .ignore => {
            const action: linux.Sigaction = .{ .handler = .{ .handler = linux.SIG.IGN }, .mask = linux.sigemptyset(), .flags = 0 };
            _ = checked("sigaction", linux.sigaction(words.signal(), &action, null));
        },
        .alarm => {
            const first = words.number();
            const interval = words.number();
            const timer = [4]isize{ parts(interval)[0], parts(interval)[1], parts(first)[0], parts(first)[1] };
            _ = checked("setitimer", linux.syscall3(.setitimer, 0, @intFromPtr(&timer), 0));
        },
        .close => _ = checked("close", linux.close(@intCast(words.number()))),
        .open => {
            const to: i32 = @intCast(words.number());
            replace(to, @intCast(checked("open", linux.open(words.nextWord(), .{ .ACCMODE = .WRONLY }, 0))));
        },
        .full => fill(@intCast(words.number())),
        .broken => {
            const ends = pipe();
            replace(@intCast(words.number()), ends[1]);
            _ = linux.close(ends[0]);
        },
        .root => {
            _ = checked("chroot", linux.chroot(words.nextWord()));
            _ = checked("chdir", linux.chdir("/"));
        },
        .user => {
            const id: u32 = @intCast(words.number());
            _ = checked("setgroups", linux.setgroups(0, &[_]linux.gid_t{}));
            _ = checked("setresgid", linux.setresgid(id, id, id));
            _ = checked("setresuid", linux.setresuid(id, id, id));
        },
        .deny, .storm, .stop => {
            _ = words.next();
            _ = words.next();
        },
        .file, .variable, .variables, .listen => _ = words.next(),
        .memory, .time => {},
    };
    if (denied > 0) installFilter();
    const path = file orelse unreachable;
    const result = if (in_memory)
        linux.execveat(executable, "", arguments, &environment, .{ .SYMLINK_NOFOLLOW = false, .EMPTY_PATH = true })
    else
        linux.execve(path, arguments, &environment);
    fail("execve", result);
}

fn parts(milliseconds: u64) [2]isize {
    return .{ @intCast(milliseconds / 1000), @intCast(milliseconds % 1000 * 1000) };
}

fn addVariable(entry: Word) void {
    if (variable_count == MAX_VARIABLES) fail("too many variables", 0);
    environment[variable_count] = entry;
    variable_count += 1;
    environment[variable_count] = null;
}

fn addVariables(count: u64) void {
    var used: usize = 0;
    for (0..count) |i| {
        const text = std.fmt.bufPrintSentinel(texts[used..], "FILLER_{d}=x", .{i}, 0) catch fail("too many variables", 0);
        used += text.len + 1;
        addVariable(text);
    }
}

fn limit(name: []const u8, value: u64) void {
    const resource = std.meta.stringToEnum(linux.rlimit_resource, name) orelse fail("no such limit", 0);
    const values: linux.rlimit = .{ .cur = @intCast(value), .max = @intCast(value) };
    _ = checked("setrlimit", linux.setrlimit(resource, &values));
}

fn pipe() [2]i32 {
    var ends: [2]i32 = undefined;
    _ = checked("pipe2", linux.pipe2(&ends, .{}));
    return ends;
}

fn replace(to: i32, from: i32) void {
    _ = checked("dup2", linux.dup2(from, to));
    if (from != to) _ = linux.close(from);
}

/// The end for reading stays open, in the program itself: a pipe that nobody has open for reading would not be full, but broken.
fn fill(to: i32) void {
    const ends = pipe();
    const flags = checked("fcntl", linux.fcntl(ends[1], linux.F.GETFL, 0));
    const non_blocking: u32 = @bitCast(linux.O{ .NONBLOCK = true });
    _ = checked("fcntl", linux.fcntl(ends[1], linux.F.SETFL, flags | non_blocking));
    while (linux.errno(linux.write(ends[1], &texts, 4096)) == .SUCCESS) {}
    _ = checked("fcntl", linux.fcntl(ends[1], linux.F.SETFL, flags));
    replace(to, ends[1]);
}

fn copyToMemory() i32 {
    const path = file orelse unreachable;
    const from = checked("open", linux.open(path, .{ .CLOEXEC = true }, 0));
    const to = checked("memfd_create", linux.memfd_create("program", linux.MFD.CLOEXEC));
    while (checked("sendfile", linux.sendfile(@intCast(to), @intCast(from), null, 1 << 30)) > 0) {}
    return @intCast(to);
}

// The filter

/// An instruction of classic BPF (linux/filter.h).
const Instruction = extern struct { code: u16, if_true: u8 = 0, if_false: u8 = 0, operand: u32 };
const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

fn deny(call: u32, errno: u32) void {
    filter[0] = .{ .code = LOAD, .operand = @offsetOf(linux.SECCOMP.data, "nr") };
    filter[1 + 2 * denied] = .{ .code = JUMP_IF_EQUAL, .if_false = 1, .operand = call };
    filter[2 + 2 * denied] = .{ .code = RETURN, .operand = linux.SECCOMP.RET.ERRNO | errno };
    denied += 1;
    filter[1 + 2 * denied] = .{ .code = RETURN, .operand = linux.SECCOMP.RET.ALLOW };
}

fn installFilter() void {
    const Program = extern struct { length: u16, filter: [*]const Instruction };
    const program: Program = .{ .length = @intCast(2 + 2 * denied), .filter = &filter };
    _ = checked("prctl", linux.prctl(@intFromEnum(linux.PR.SET_NO_NEW_PRIVS), 1, 0, 0, 0));
    _ = checked("seccomp", linux.seccomp(linux.SECCOMP.SET_MODE_FILTER, 0, &program));
}

// The parent

fn listen(port: u16) void {
    const opened = checked("socket", linux.socket(linux.AF.INET, linux.SOCK.STREAM | linux.SOCK.CLOEXEC, 0));
    const address: linux.sockaddr.in = .{ .port = std.mem.nativeToBig(u16, port), .addr = 0 };
    _ = checked("bind", linux.bind(@intCast(opened), @ptrCast(&address), @sizeOf(linux.sockaddr.in)));
    _ = checked("listen", linux.listen(@intCast(opened), 100));
}

fn microseconds() u64 {
    var time: linux.timespec = undefined;
    _ = linux.clock_gettime(.MONOTONIC, &time);
    return @as(u64, @intCast(time.sec)) * std.time.us_per_s + @as(u64, @intCast(time.nsec)) / std.time.ns_per_us;
}

fn watch(child: linux.pid_t, begun: u64) noreturn {
    const handle: i32 = @intCast(checked("pidfd_open", linux.pidfd_open(child, 0)));
    var continued = begun;
    if (stop_for > 0 and !hasEnded(handle, begun + stop_at)) {
        _ = linux.kill(child, .STOP);
        _ = hasEnded(handle, begun + stop_at + stop_for);
        continued = microseconds();
        _ = linux.kill(child, .CONT);
    }
    if (storm) |signal| {
        var next = microseconds() + storm_interval;
        while (!hasEnded(handle, next)) : (next += storm_interval) _ = linux.kill(child, signal);
    }
    var status: u32 = 0;
    _ = checked("wait4", linux.wait4(child, &status, 0, null));
    const ended = microseconds();
    var buffer: [64]u8 = undefined;
    const text = std.fmt.bufPrint(&buffer, "{d} {d}\n", .{ ended - begun, ended - continued }) catch unreachable;
    _ = linux.write(REPORT, text.ptr, text.len);
    if (!linux.W.IFSIGNALED(status)) linux.exit_group(linux.W.EXITSTATUS(status));
    const signal = linux.W.TERMSIG(status);
    const none = linux.sigemptyset();
    _ = linux.sigprocmask(linux.SIG.SETMASK, &none, null);
    _ = linux.kill(linux.getpid(), signal);
    fail("a signal ended it", 0);
}

/// Waits for the process to end until the clock shows so many microseconds.
fn hasEnded(handle: i32, until: u64) bool {
    while (true) {
        const now = microseconds();
        const left = if (until > now) until - now else 0;
        var time: linux.timespec = .{
            .sec = @intCast(left / std.time.us_per_s),
            .nsec = @intCast(left % std.time.us_per_s * std.time.ns_per_us),
        };
        var polled = [1]linux.pollfd{.{ .fd = handle, .events = linux.POLL.IN, .revents = 0 }};
        if (checked("ppoll", linux.ppoll(&polled, 1, &time, null)) > 0) return true;
        if (left == 0) return false;
    }
}

fn checked(call: []const u8, result: usize) usize {
    if (linux.errno(result) != .SUCCESS) fail(call, result);
    return result;
}

fn fail(what: []const u8, result: usize) noreturn {
    var buffer: [128]u8 = undefined;
    const name = if (result == 0) "" else std.enums.tagName(linux.E, linux.errno(result)) orelse "?";
    const text = std.fmt.bufPrint(&buffer, "launch: {s} {s}\n", .{ what, name }) catch "launch: it failed\n";
    _ = linux.write(2, text.ptr, text.len);
    linux.exit_group(125);
}
