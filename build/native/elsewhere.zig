//! The root of a build in which the core's memory is an array of the program, to measure what its fixed place saves (build/tricks.ts).

const host = @import("host");

pub const panic = host.panic;
pub const std_options = host.std_options;
pub const std_options_debug_threaded_io = host.std_options_debug_threaded_io;
pub const main = host.main;

extern var memory: u8;
extern const memory_start: u32;

pub fn addressZero() usize {
    return @intFromPtr(&memory) -% memory_start;
}
