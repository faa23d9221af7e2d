//! Starts a program in surroundings that a shell cannot make: `launch OPERATION … -- ARGUMENT …`. The argument list of the program follows
//! the two dashes, its name first; it may be empty. With `time`, `stop`, `storm` or `listen` the launcher stays as its parent; otherwise
//! the program replaces it.
//!
//!   deny CALL ERRNO           a system call that fails with this error (seccomp(2)); may be given again
//!   limit NAME VALUE          a resource limit, soft and hard: NOFILE, AS, STACK … (setrlimit(2))
//!   block SIGNAL, ignore SIGNAL, pending SIGNAL
//!   alarm MS INTERVAL         a timer that is armed already, in milliseconds (setitimer(2))
//!   file PATH                 the file to execute, if it is not the first argument
//!   memory                    copies that file to memory and runs it from there (memfd_create(2))
//!   variable TEXT             adds an entry to the environment, whatever it is
//!   variables COUNT           adds COUNT entries
//!   close FD                  closes a descriptor
//!   open FD PATH              opens a file that exists, for writing
//!   full FD                   a pipe that nobody reads, with no room left
//!   broken FD                 a pipe whose other end is closed
//!   root DIRECTORY            changes the root directory (chroot(2))
//!   user ID                   this user and group and no others
//!   time                      the parent writes to descriptor 3 how many microseconds the program took from fork to exit
//!   stop AT FOR               stops the program AT ms after its start, for FOR ms; the second number on descriptor 3 is how many
//!                             microseconds it ran after that
//!   storm SIGNAL MICROSECONDS sends it a signal again and again
//!   listen PORT               the parent listens on this port of every IPv4 address, and accepts nobody
//!
//! Exits like the program, by the same signal if there was one; with 125 and a line if it could not start the program.

const std = @import("std");
const linux = std.os.linux;
const descriptors = @import("launch/descriptors.zig");
const failure = @import("launch/failure.zig");
const filter = @import("launch/filter.zig");
const parent = @import("launch/parent.zig");
const checked = failure.checked;
const fail = failure.fail;

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

const MAX_VARIABLES = 200_000;

var environment: [MAX_VARIABLES:null]?Word = undefined;
var variable_count: usize = 0;
var texts: [MAX_VARIABLES * 24]u8 = undefined;
var file: ?Word = null;
var in_memory = false;

var blocked = linux.sigemptyset();

pub fn main(process: std.process.Init.Minimal) noreturn {
    for (process.environ.block.slice) |entry| addVariable(entry.?);
    var words: Words = .{ .left = process.args.vector[1..] };
    const operations = words;
    while (words.operation()) |operation| prepare(operation, &words);
    const arguments: [*:null]const ?Word = @ptrCast(words.left.ptr);
    if (file == null) file = arguments[0] orelse fail("no program", 0);
    if (!parent.actions.is_watched) become(operations, arguments);
    const begun = parent.microseconds();
    const child = checked("fork", linux.fork());
    if (child == 0) become(operations, arguments);
    parent.watch(@intCast(child), begun);
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

/// What is done before the fork, if there is one.
fn prepare(operation: Operation, words: *Words) void {
    switch (operation) {
        .deny => {
            const call = std.meta.stringToEnum(linux.SYS, words.next()) orelse fail("no such system call", 0);
            filter.deny(@intCast(@intFromEnum(call)), @intCast(words.number()));
        },
        .file => file = words.nextWord(),
        .memory => in_memory = true,
        .variable => addVariable(words.nextWord()),
        .variables => addVariables(words.number()),
        .time => parent.actions.is_watched = true,
        .stop => {
            parent.actions.is_watched = true;
            parent.actions.stop_at = words.number() * 1000;
            parent.actions.stop_for = words.number() * 1000;
        },
        .storm => {
            parent.actions.is_watched = true;
            parent.actions.storm = words.signal();
            parent.actions.storm_interval = words.number();
        },
        .listen => {
            parent.actions.is_watched = true;
            parent.listen(@intCast(words.number()));
        },
        .limit, .alarm, .open => {
            _ = words.next();
            _ = words.next();
        },
        .block, .ignore, .pending, .close, .full, .broken, .root, .user => _ = words.next(),
    }
}

/// Sets up what the program inherits, and executes it.
fn become(operations: Words, arguments: [*:null]const ?Word) noreturn {
    const path = file orelse unreachable;
    const executable: i32 = if (in_memory) descriptors.copyToMemory(path) else -1;
    var words = operations;
    while (words.operation()) |operation| switch (operation) {
        .limit => limit(words.next(), words.number()),
        .block => block(words.signal()),
        .pending => {
            const signal = words.signal();
            block(signal);
            _ = checked("kill", linux.kill(linux.getpid(), signal));
        },
        .ignore => {
            const action: linux.Sigaction = .{ .handler = .{ .handler = linux.SIG.IGN }, .mask = linux.sigemptyset(), .flags = 0 };
            _ = checked("sigaction", linux.sigaction(words.signal(), &action, null));
        },
        .alarm => {
            const first = words.number();
            setTimer(first, words.number());
        },
        .close => _ = checked("close", linux.close(@intCast(words.number()))),
        .open => {
            const to: i32 = @intCast(words.number());
            descriptors.replace(to, @intCast(checked("open", linux.open(words.nextWord(), .{ .ACCMODE = .WRONLY }, 0))));
        },
        .full => descriptors.fill(@intCast(words.number())),
        .broken => {
            const ends = descriptors.pipe();
            descriptors.replace(@intCast(words.number()), ends[1]);
            _ = linux.close(ends[0]);
        },
        .root => {
            _ = checked("chroot", linux.chroot(words.nextWord()));
            _ = checked("chdir", linux.chdir("/"));
        },
        .user => becomeUser(@intCast(words.number())),
        .deny, .storm, .stop => {
            _ = words.next();
            _ = words.next();
        },
        .file, .variable, .variables, .listen => _ = words.next(),
        .memory, .time => {},
    };
    filter.install();
    const result = if (in_memory)
        linux.execveat(executable, "", arguments, &environment, .{ .SYMLINK_NOFOLLOW = false, .EMPTY_PATH = true })
    else
        linux.execve(path, arguments, &environment);
    fail("execve", result);
}

fn block(signal: linux.SIG) void {
    linux.sigaddset(&blocked, signal);
    _ = checked("sigprocmask", linux.sigprocmask(linux.SIG.SETMASK, &blocked, null));
}

fn setTimer(first: u64, interval: u64) void {
    const timer = [4]isize{ parts(interval)[0], parts(interval)[1], parts(first)[0], parts(first)[1] };
    _ = checked("setitimer", linux.syscall3(.setitimer, 0, @intFromPtr(&timer), 0));
}

fn becomeUser(id: u32) void {
    _ = checked("setgroups", linux.setgroups(0, &[_]linux.gid_t{}));
    _ = checked("setresgid", linux.setresgid(id, id, id));
    _ = checked("setresuid", linux.setresuid(id, id, id));
}

/// Seconds and microseconds.
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
