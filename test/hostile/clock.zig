//! A library for LD_PRELOAD (ld.so(8)). The clock of the day leaps back and forth by a day each time it is read, which is worse than
//! anybody can set it. Monotonic clocks stay as they are.

const std = @import("std");
const linux = std.os.linux;

pub const panic = std.debug.no_panic;

const DAY = 24 * 60 * 60;
var leaps: u32 = 0;

fn read(clock: usize, to: *linux.timespec) usize {
    const result = linux.syscall2(.clock_gettime, clock, @intFromPtr(to));
    // CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_TAI (clock_gettime(2)).
    if (clock == 0 or clock == 5 or clock == 11) {
        leaps +%= 1;
        to.sec += if (leaps % 2 == 0) DAY else -DAY;
    }
    return result;
}

export fn clock_gettime(clock: c_int, to: *linux.timespec) c_int {
    return if (linux.errno(read(@intCast(clock), to)) == .SUCCESS) 0 else -1;
}

export fn gettimeofday(to: *[2]isize, _: ?*anyopaque) c_int {
    var now: linux.timespec = undefined;
    _ = read(0, &now);
    to.* = .{ now.sec, @divTrunc(now.nsec, 1000) };
    return 0;
}

export fn time(to: ?*isize) isize {
    var now: linux.timespec = undefined;
    _ = read(0, &now);
    if (to) |place| place.* = now.sec;
    return now.sec;
}
