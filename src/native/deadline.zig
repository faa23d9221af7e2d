//! The clock, and the timer that ends system calls when time is up.

const std = @import("std");
const linux = std.os.linux;
const memory = @import("memory.zig");
const trap = @import("output.zig").trap;

// All variables begin as zero: other values would take room in the file.
var start: u64 = 0;
/// Whether the timer has fired. It fires again and again from then on, to end a call that was just about to wait, too.
var is_time_up = false;
/// Whether a check has set its deadline.
pub var is_armed = false;
const again_ms = 20;

/// The clock of the core begins now.
pub fn begin() void {
    start = microseconds();
    handleSignals();
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

/// Traps if the call failed. Without it, the deadline might not end the process.
fn required(value: usize) void {
    if (memory.failed(value)) trap();
}

/// The old system call. Its 32 bits are enough, because this clock starts with the machine.
pub fn microseconds() u64 {
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

export fn @"Z_hostZ_armZ_vi"(milliseconds: u32) void {
    is_armed = true;
    required(setTimer(milliseconds));
    @atomicStore(bool, &is_time_up, false, .seq_cst);
}

/// setitimer(2) uses the monotonic clock, which also counts while the process is stopped.
pub fn setTimer(milliseconds: u32) usize {
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
