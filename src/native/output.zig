//! What the process prints, and how it ends.

const std = @import("std");
const linux = std.os.linux;
const deadline = @import("deadline.zig");
const memory = @import("memory.zig");
const bytes = memory.bytes;

export fn @"Z_hostZ_printZ_viii"(stream: u32, text: u32, length: u32) void {
    // Usage errors and the help are printed without a deadline. They must not wait for ever either.
    if (!deadline.is_armed) _ = deadline.setTimer(1000);
    write(if (stream == 1) 1 else 2, bytes(text, length));
}

export fn @"Z_hostZ_exitZ_vi"(status: u32) void {
    exit(if (status == 0) 0 else 1);
}

pub export fn trap() noreturn {
    write(2, "healthcheck: internal error\n");
    exit(1);
}

fn exit(status: u8) noreturn {
    linux.exit_group(status);
}

/// Writes all of it, unless the reader stops reading and time is up. Errors are ignored: the exit status is what counts.
fn write(file: i32, text: []const u8) void {
    var done: usize = 0;
    while (done < text.len) {
        const written = linux.write(file, text[done..].ptr, text.len - done);
        if (!memory.failed(written)) {
            done += written;
        } else if (memory.result(written) != memory.failure(.INTR) or deadline.isTimeUp()) return;
    }
}
