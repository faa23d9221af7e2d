//! The parent of the program: watches it, stops it, sends it signals.

const std = @import("std");
const linux = std.os.linux;
const failure = @import("failure.zig");
const checked = failure.checked;
const fail = failure.fail;

/// The times are written to this descriptor.
const REPORT = 3;

/// What the parent does, in microseconds. Without any of it there is no parent.
pub var actions: struct {
    is_watched: bool = false,
    stop_at: u64 = 0,
    stop_for: u64 = 0,
    storm: ?linux.SIG = null,
    storm_interval: u64 = 0,
} = .{};

/// Has this port of every IPv4 address open, and accepts nobody.
pub fn listen(port: u16) void {
    const opened = checked("socket", linux.socket(linux.AF.INET, linux.SOCK.STREAM | linux.SOCK.CLOEXEC, 0));
    const address: linux.sockaddr.in = .{ .port = std.mem.nativeToBig(u16, port), .addr = 0 };
    _ = checked("bind", linux.bind(@intCast(opened), @ptrCast(&address), @sizeOf(linux.sockaddr.in)));
    _ = checked("listen", linux.listen(@intCast(opened), 100));
}

/// The monotonic clock.
pub fn microseconds() u64 {
    var time: linux.timespec = undefined;
    _ = linux.clock_gettime(.MONOTONIC, &time);
    return @as(u64, @intCast(time.sec)) * std.time.us_per_s + @as(u64, @intCast(time.nsec)) / std.time.ns_per_us;
}

/// Stops and signals the child as asked, waits for its end, writes how long it took, and exits as it did.
pub fn watch(child: linux.pid_t, begun: u64) noreturn {
    const handle: i32 = @intCast(checked("pidfd_open", linux.pidfd_open(child, 0)));
    var continued = begun;
    if (actions.stop_for > 0 and !hasEnded(handle, begun + actions.stop_at)) {
        _ = linux.kill(child, .STOP);
        _ = hasEnded(handle, begun + actions.stop_at + actions.stop_for);
        continued = microseconds();
        _ = linux.kill(child, .CONT);
    }
    if (actions.storm) |signal| {
        var next = microseconds() + actions.storm_interval;
        while (!hasEnded(handle, next)) : (next += actions.storm_interval) _ = linux.kill(child, signal);
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

/// Waits for the end of the process, until the clock shows `until` microseconds.
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
