//! Installs the running file under another name.

const std = @import("std");
const linux = std.os.linux;
const memory = @import("memory.zig");
const bytes = memory.bytes;
const result = memory.result;
const terminated = memory.terminated;

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
    if (!memory.failed(linux.mkdir(folder_name, 0o755))) _ = linux.chmod(folder_name, 0o755);
    const name = terminated(&buffer, path);
    const linked = result(linux.linkat(linux.AT.FDCWD, own_file, linux.AT.FDCWD, name, linux.AT.SYMLINK_FOLLOW));
    switch (linked) {
        0 => return 0,
        memory.failure(.EXIST) => return if (isOwnFile(name)) 0 else linked,
        // The folder is on another file system, or links to files of others are forbidden: the file is copied.
        else => return copyTo(name),
    }
}

fn isOwnFile(name: [*:0]const u8) bool {
    var files: [2]linux.Statx = undefined;
    for ([2][*:0]const u8{ own_file, name }, &files) |path, *file| {
        if (memory.failed(linux.statx(linux.AT.FDCWD, path, 0, linux.STATX.BASIC_STATS, file))) return false;
    }
    return files[0].ino == files[1].ino and files[0].dev_minor == files[1].dev_minor and files[0].dev_major == files[1].dev_major;
}

fn copyTo(name: [*:0]const u8) u32 {
    const from = linux.open(own_file, .{ .CLOEXEC = true }, 0);
    if (memory.failed(from)) return result(from);
    const to = linux.open(name, .{ .ACCMODE = .WRONLY, .CREAT = true, .EXCL = true, .CLOEXEC = true }, 0o700);
    if (memory.failed(to)) return result(to);
    // A full file system accepts a part first.
    var copied: usize = 1;
    while (copied > 0 and !memory.failed(copied)) copied = linux.sendfile(@intCast(to), @intCast(from), null, 1 << 20);
    if (!memory.failed(copied)) copied = linux.fchmod(@intCast(to), 0o755);
    if (!memory.failed(copied)) return 0;
    _ = linux.unlink(name);
    return result(copied);
}
