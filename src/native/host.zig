//! The native host: the operations that the core asks for, as Linux system calls. It decides nothing and writes no text of its own but
//! the line of a trap. Every offset and length from the core goes through `bytes`.

const std = @import("std");
const linux = std.os.linux;

/// No panic messages: they would be larger than the program.
pub const panic = std.debug.no_panic;
/// The standard library must set up neither a stack for signals nor threads.
pub const std_options: std.Options = .{ .signal_stack_size = null };
pub const std_options_debug_threaded_io: ?*std.Io.Threaded = null;
comptime {
    _ = @import("sockets.zig");
}

// WebAssembly's memory: wasm.h.
extern const memory_start: u32;
extern const memory_size: u32;

extern fn init() void;
extern var Z_mainZ_vv: *const fn () callconv(.c) void;

// All variables begin as zero: other values would take room in the file.
var arguments: []const [*:0]const u8 = undefined;
var environment: [*:null]const ?[*:0]const u8 = undefined;
var start: u64 = 0;
/// 0 for none: descriptors of the standard streams are never used.
var socket: i32 = 0;

pub fn main(process: std.process.Init.Minimal) noreturn {
    arguments = process.args.vector;
    environment = process.environ.block.slice.ptr;
    start = microseconds();
    handleSignals();
    init();
    Z_mainZ_vv();
    // It never returns: it calls exit.
    trap();
}

/// A closed pipe and a file that is too large must be errors, not signals that end the process. The parent may have blocked or ignored the
/// timer's signal, or left it pending, so its handler is set before all other signals are unblocked.
fn handleSignals() void {
    const action: linux.Sigaction = .{ .handler = .{ .handler = expire }, .mask = linux.sigemptyset(), .flags = 0 };
    required(linux.sigaction(.ALRM, &action, null));
    var blocked = linux.sigemptyset();
    linux.sigaddset(&blocked, .PIPE);
    linux.sigaddset(&blocked, .XFSZ);
    required(linux.sigprocmask(linux.SIG.SETMASK, &blocked, null));
}

/// Traps if the call failed. The deadline depends on it: without it the process could hang.
fn required(value: usize) void {
    if (failed(value)) trap();
}

/// A part of the core's memory. Traps if any of it is outside.
pub fn bytes(offset: u32, length: u32) []u8 {
    if (@as(u64, offset -% memory_start) + length > memory_size) trap();
    return @as([*]u8, @ptrFromInt(startOfAddresses() +% offset))[0..length];
}

/// Where the core's address 0 is in the process: at 0, but in a build that measures what that saves (build/native/elsewhere.zig).
fn startOfAddresses() usize {
    const root = @import("root");
    return if (@hasDecl(root, "addressZero")) root.addressZero() else 0;
}

pub export fn trap() noreturn {
    write(2, "healthcheck: internal error\n");
    exit(1);
}

fn exit(status: u8) noreturn {
    linux.exit_group(status);
}

/// Whether a system call has failed: then its result is a negative error number.
pub fn failed(value: usize) bool {
    return @as(isize, @bitCast(value)) < 0;
}

/// The result of a system call as the core expects it: errors are negative.
pub fn result(value: usize) u32 {
    return @truncate(value);
}

// Arguments and variables

export fn @"Z_hostZ_argumentCountZ_iv"() u32 {
    return @intCast(arguments.len);
}

export fn @"Z_hostZ_argumentZ_iiii"(index: u32, to: u32, capacity: u32) u32 {
    if (index >= arguments.len) trap();
    return copy(arguments[index], to, capacity);
}

export fn @"Z_hostZ_variableZ_iiiii"(name: u32, name_length: u32, to: u32, capacity: u32) u32 {
    const wanted = bytes(name, name_length);
    var entry: usize = 0;
    while (environment[entry]) |variable| : (entry += 1) {
        if (valueOf(variable, wanted)) |value| return copy(value, to, capacity);
    }
    return @bitCast(@as(i32, -1));
}

export fn @"Z_hostZ_hasVariablesZ_iii"(prefix: u32, prefix_length: u32) u32 {
    const wanted = bytes(prefix, prefix_length);
    var entry: usize = 0;
    while (environment[entry]) |variable| : (entry += 1) {
        var i: usize = 0;
        while (i < wanted.len and variable[i] == wanted[i] and variable[i] != 0) i += 1;
        if (i == wanted.len) return 1;
    }
    return 0;
}

fn valueOf(variable: [*:0]const u8, name: []const u8) ?[*:0]const u8 {
    for (name, 0..) |c, i| {
        // The entry ends in a zero byte, which no name contains, so this stops in time.
        if (c == 0 or variable[i] != c) return null;
    }
    return if (variable[name.len] == '=') variable + name.len + 1 else null;
}

fn copy(from: [*:0]const u8, to: u32, capacity: u32) u32 {
    const room = bytes(to, capacity);
    var length: u32 = 0;
    while (length < capacity and from[length] != 0) : (length += 1) room[length] = from[length];
    return length;
}

// Time

/// The old system call. Its 32 bits are enough, because this clock starts with the machine.
fn microseconds() u64 {
    const Time = extern struct { seconds: usize, nanoseconds: usize };
    // If a filter forbids the call, no time seems to pass.
    var time: Time = .{ .seconds = 0, .nanoseconds = 0 };
    const monotonic = 1;
    _ = linux.syscall2(.clock_gettime, monotonic, @intFromPtr(&time));
    return @as(u64, time.seconds) * std.time.us_per_s + time.nanoseconds / std.time.ns_per_us;
}

export fn @"Z_hostZ_nowZ_iv"() u32 {
    return @truncate((microseconds() - start + std.time.us_per_ms - 1) / std.time.us_per_ms);
}

/// Whether the timer has fired. It fires again and again from then on, to end a call that was just about to wait, too.
var is_time_up = false;
var is_armed = false;
const again_ms = 20;

export fn @"Z_hostZ_armZ_vi"(milliseconds: u32) void {
    is_armed = true;
    required(setTimer(milliseconds));
    @atomicStore(bool, &is_time_up, false, .seq_cst);
}

/// setitimer(2) uses the monotonic clock, which also counts while the process is stopped.
fn setTimer(milliseconds: u32) usize {
    const Timer = extern struct { interval: [2]isize, value: [2]isize };
    const timer: Timer = .{
        .interval = .{ 0, again_ms * 1000 },
        .value = .{ @intCast(milliseconds / 1000), @intCast(milliseconds % 1000 * 1000) },
    };
    const real_time = 0;
    return linux.syscall3(.setitimer, real_time, @intFromPtr(&timer), 0);
}

/// Time is up. A call that waits ends with EINTR, and its caller looks at the variable.
fn expire(_: linux.SIG) callconv(.c) void {
    @atomicStore(bool, &is_time_up, true, .seq_cst);
}

pub fn isTimeUp() bool {
    return @atomicLoad(bool, &is_time_up, .seq_cst);
}

export fn @"Z_hostZ_printZ_viii"(stream: u32, text: u32, length: u32) void {
    // A usage error or the help is written without a check. It must not wait for ever either.
    if (!is_armed) _ = setTimer(1000);
    write(if (stream == 1) 1 else 2, bytes(text, length));
}

export fn @"Z_hostZ_exitZ_vi"(status: u32) void {
    exit(if (status == 0) 0 else 1);
}

/// Writes all of it, unless the reader stops reading and time is up. Errors are ignored: the exit status is what counts.
fn write(file: i32, text: []const u8) void {
    var done: usize = 0;
    while (done < text.len) {
        const written = linux.write(file, text[done..].ptr, text.len - done);
        if (!failed(written)) {
            done += written;
        } else if (result(written) != failure(.INTR) or isTimeUp()) return;
    }
}

// Files and random numbers, for the resolver

export fn @"Z_hostZ_readFileZ_iiiiii"(path: u32, length: u32, offset: u32, to: u32, capacity: u32) u32 {
    var name: [64:0]u8 = undefined;
    if (length >= name.len) trap();
    @memcpy(name[0..length], bytes(path, length));
    name[length] = 0;
    // A file may have no end.
    if (isTimeUp()) return failure(.TIME);
    const opened = linux.open(&name, .{ .CLOEXEC = true }, 0);
    if (failed(opened)) return result(opened);
    const file: i32 = @intCast(opened);
    const room = bytes(to, capacity);
    const count = linux.pread(file, room.ptr, room.len, offset);
    _ = linux.close(file);
    return result(count);
}

export fn @"Z_hostZ_randomZ_iv"() u32 {
    // The clock is used if the kernel has no random numbers yet (early boot) or a filter forbids the call.
    var number: u16 = @truncate(microseconds());
    const non_blocking = 1;
    _ = linux.getrandom(std.mem.asBytes(&number), @sizeOf(u16), non_blocking);
    return number;
}

// Installation

/// The running file, even if it was renamed (proc_pid_exe(5)).
const own_file = "/proc/self/exe";

export fn @"Z_hostZ_installZ_iiiii"(folder: u32, folder_length: u32, path: u32, length: u32) u32 {
    // Not inlined, because its buffer would be on the stack of every check.
    return @call(.never_inline, install, .{ bytes(folder, folder_length), bytes(path, length) });
}

fn install(folder: []const u8, path: []const u8) u32 {
    var buffer: [8300:0]u8 = undefined;
    const folder_name = terminated(&buffer, folder);
    // The mode is set whatever the umask is, here and below: a container's user must be able to run the file.
    if (!failed(linux.mkdir(folder_name, 0o755))) _ = linux.chmod(folder_name, 0o755);
    const name = terminated(&buffer, path);
    const linked = result(linux.linkat(linux.AT.FDCWD, own_file, linux.AT.FDCWD, name, linux.AT.SYMLINK_FOLLOW));
    switch (linked) {
        0 => return 0,
        failure(.EXIST) => return if (isOwnFile(name)) 0 else linked,
        // The folder is on another file system, or links to files of others are forbidden: the file is copied.
        else => return copyTo(name),
    }
}

pub fn terminated(buffer: *[8300:0]u8, text: []const u8) [*:0]const u8 {
    if (text.len >= buffer.len) trap();
    @memcpy(buffer[0..text.len], text);
    buffer[text.len] = 0;
    return buffer;
}

fn isOwnFile(name: [*:0]const u8) bool {
    var files: [2]linux.Statx = undefined;
    for ([2][*:0]const u8{ own_file, name }, &files) |path, *file| {
        if (failed(linux.statx(linux.AT.FDCWD, path, 0, linux.STATX.BASIC_STATS, file))) return false;
    }
    return files[0].ino == files[1].ino and files[0].dev_minor == files[1].dev_minor and files[0].dev_major == files[1].dev_major;
}

fn copyTo(name: [*:0]const u8) u32 {
    const from = linux.open(own_file, .{ .CLOEXEC = true }, 0);
    if (failed(from)) return result(from);
    const to = linux.open(name, .{ .ACCMODE = .WRONLY, .CREAT = true, .EXCL = true, .CLOEXEC = true }, 0o700);
    if (failed(to)) return result(to);
    // A full file system accepts a part first.
    var copied: usize = 1;
    while (copied > 0 and !failed(copied)) copied = linux.sendfile(@intCast(to), @intCast(from), null, 1 << 20);
    if (!failed(copied)) copied = linux.fchmod(@intCast(to), 0o755);
    if (!failed(copied)) return 0;
    _ = linux.unlink(name);
    return result(copied);
}

// The connection

export fn @"Z_hostZ_connectZ_iiiiii"(address: u32, length: u32, port: u32, allowance: u32, is_continued: u32) u32 {
    var to: Address = undefined;
    const to_length = fillAddress(&to, bytes(address, length), port, 0);
    if (is_continued != 0 and socket > 0) return continueConnecting(&to, to_length, allowance);
    return connect(to.any.family, &to, to_length, allowance);
}

pub const Address = extern union { any: linux.sockaddr, in: linux.sockaddr.in, in6: linux.sockaddr.in6 };

/// Makes the socket address of an IP address of 4 or 16 bytes. Returns its length.
pub fn fillAddress(to: *Address, address: []const u8, port: u32, scope: u32) u32 {
    const port_bytes = std.mem.nativeToBig(u16, @truncate(port));
    if (address.len == 4) {
        to.in = .{ .port = port_bytes, .addr = @bitCast(address[0..4].*) };
        return @sizeOf(linux.sockaddr.in);
    }
    if (address.len != 16) trap();
    to.in6 = .{ .port = port_bytes, .flowinfo = 0, .addr = address[0..16].*, .scope_id = scope };
    return @sizeOf(linux.sockaddr.in6);
}

export fn @"Z_hostZ_connectUnixZ_iii"(path: u32, length: u32) u32 {
    var to: linux.sockaddr.un = .{ .path = undefined };
    if (length >= to.path.len) trap();
    @memcpy(to.path[0..length], bytes(path, length));
    to.path[length] = 0;
    return connect(linux.AF.UNIX, &to, @offsetOf(linux.sockaddr.un, "path") + length + 1, 0);
}

/// Opens a socket and connects it.
fn connect(family: u32, address: *const anyopaque, length: u32, allowance: u32) u32 {
    if (socket > 0) _ = linux.close(socket);
    socket = 0;
    const opened = openSocket(family, linux.SOCK.STREAM);
    if (failed(opened)) return result(opened);
    socket = @intCast(opened);
    return finishConnecting(address, length, allowance, family != linux.AF.UNIX);
}

/// Continues to wait for an attempt whose allowance was used up.
fn continueConnecting(address: *const anyopaque, length: u32, allowance: u32) u32 {
    if (isTimeUp()) return failure(.TIME);
    if (!isConnectingOver(if (allowance > 0) @intCast(allowance) else -1)) return failure(if (isTimeUp()) .TIME else .TIMEDOUT);
    return finishConnecting(address, length, allowance, true);
}

/// Waits until the attempt has succeeded or failed, at most so many milliseconds; a negative number is no limit.
fn isConnectingOver(milliseconds: i32) bool {
    var descriptors = [1]linux.pollfd{.{ .fd = socket, .events = linux.POLL.OUT, .revents = 0 }};
    return linux.poll(&descriptors, 1, milliseconds) != 0;
}

/// Connects the socket, or waits until it is connected, at most as many milliseconds as the allowance (SO_SNDTIMEO, socket(7)).
fn finishConnecting(address: *const anyopaque, length: u32, allowance: u32, is_tcp: bool) u32 {
    if (allowance > 0) setTimeout(linux.SO.SNDTIMEO, allowance);
    while (!isTimeUp()) {
        const connected = result(linux.connect(socket, address, length));
        switch (connected) {
            0, failure(.ISCONN) => {
                if (!is_tcp or !isConnectedToItself(address, length)) return 0;
                // The port must not stay taken, not even in TIME-WAIT: its owner may want to listen.
                const abort = [2]c_int{ 1, 0 };
                _ = linux.setsockopt(socket, linux.SOL.SOCKET, linux.SO.LINGER, std.mem.asBytes(&abort), @sizeOf(@TypeOf(abort)));
                _ = linux.close(socket);
                socket = 0;
                return failure(.CONNREFUSED);
            },
            // After SIGSTOP and SIGCONT (signal(7)) the attempt continues: wait for it again.
            failure(.INTR) => {},
            failure(.ALREADY) => if (!isConnectingOver(if (allowance > 0) @intCast(allowance) else -1)) return failure(.TIMEDOUT),
            // A blocking connect returns these when its allowance is used up.
            failure(.INPROGRESS), failure(.AGAIN) => return failure(.TIMEDOUT),
            else => return connected,
        }
    }
    return failure(.TIME);
}

/// An error of our own making.
pub fn failure(code: linux.E) u32 {
    return @bitCast(-@as(i32, @intFromEnum(code)));
}

/// Whether the socket is connected to itself. If nobody listens on a port of the local range (ip(7), ip_local_port_range), the kernel may
/// choose that same port for our end, and a simultaneous open (RFC 9293 §3.5) succeeds.
fn isConnectedToItself(peer: *const anyopaque, length: u32) bool {
    var own: [@sizeOf(linux.sockaddr.in6)]u8 align(4) = undefined;
    var own_length: linux.socklen_t = own.len;
    if (length > own.len or failed(linux.getsockname(socket, @ptrCast(&own), &own_length))) return false;
    // Family, port and address; for IPv6 also the flow label between them, which is 0 on both sides.
    const compared: usize = if (length == @sizeOf(linux.sockaddr.in)) 8 else 24;
    const other: [*]const u8 = @ptrCast(peer);
    for (own[0..compared], other[0..compared]) |a, b| if (a != b) return false;
    return true;
}

fn setTimeout(option: u32, milliseconds: u32) void {
    const timeout: [2]isize = .{ @intCast(milliseconds / 1000), @intCast(milliseconds % 1000 * 1000) };
    const timeout_bytes = std.mem.asBytes(&timeout);
    _ = linux.setsockopt(socket, linux.SOL.SOCKET, option, timeout_bytes, timeout_bytes.len);
}

/// Opens a socket with a number above 2. If a standard stream is closed, its number must not become the connection: the verdict would be
/// written to the peer.
pub fn openSocket(family: u32, kind: u32) usize {
    const opened = linux.socket(family, kind | linux.SOCK.CLOEXEC, 0);
    if (failed(opened) or opened > 2) return opened;
    const moved = linux.fcntl(@intCast(opened), linux.F.DUPFD_CLOEXEC, 3);
    _ = linux.close(@intCast(opened));
    return moved;
}

export fn @"Z_hostZ_sendZ_iii"(from: u32, length: u32) u32 {
    const text = bytes(from, length);
    var done: usize = 0;
    while (done < text.len) {
        if (isTimeUp()) return failure(.TIME);
        const sent = linux.sendto(socket, text[done..].ptr, text.len - done, 0, null, 0);
        if (!failed(sent)) {
            done += sent;
        } else if (result(sent) != failure(.INTR) and result(sent) != failure(.AGAIN)) {
            // EAGAIN comes from the allowance, which is meant for connect() only. The deadline ends this loop.
            return result(sent);
        }
    }
    return 0;
}

export fn @"Z_hostZ_receiveZ_iii"(to: u32, capacity: u32) u32 {
    const room = bytes(to, capacity);
    while (!isTimeUp()) {
        const received = result(linux.recvfrom(socket, room.ptr, room.len, 0, null, null));
        if (received != failure(.INTR)) return received;
    }
    return failure(.TIME);
}
