//! Where the kernel enters: no libc, no runtime. Each architecture passes the initial stack (argc, argv, environment; System V
//! ABI) to `begin` on an aligned stack, as the program's first and only frame.

const builtin = @import("builtin");

extern fn begin(stack: [*]const usize) callconv(.c) noreturn;

pub export fn _start() callconv(.naked) noreturn {
    asm volatile (switch (builtin.cpu.arch) {
            .x86_64 =>
            \\ xorl %%ebp, %%ebp
            \\ movq %%rsp, %%rdi
            \\ andq $-16, %%rsp
            \\ callq %[begin:P]
            ,
            .x86 =>
            \\ xorl %%ebp, %%ebp
            \\ movl %%esp, %%eax
            \\ andl $-16, %%esp
            \\ subl $12, %%esp
            \\ pushl %%eax
            \\ calll %[begin:P]
            ,
            .aarch64 =>
            \\ mov x29, #0
            \\ mov x30, #0
            \\ mov x0, sp
            \\ and sp, x0, #-16
            \\ b %[begin]
            ,
            .arm =>
            \\ mov r11, #0
            \\ mov lr, #0
            \\ mov r0, sp
            \\ bic sp, sp, #15
            \\ b %[begin]
            ,
            .riscv64 =>
            \\ .weak __global_pointer$
            \\ .hidden __global_pointer$
            \\ .option push
            \\ .option norelax
            \\ lla gp, __global_pointer$
            \\ .option pop
            \\ li s0, 0
            \\ li ra, 0
            \\ mv a0, sp
            \\ andi sp, sp, -16
            \\ tail %[begin]@plt
            ,
            // r2 has to point to the table of contents, which is found from r12: the entry's own address.
            .powerpc64le =>
            \\ addis 2, 12, .TOC. - %[start]@ha
            \\ addi 2, 2, .TOC. - %[start]@l
            \\ mr 3, 1
            \\ clrrdi 1, 1, 4
            \\ li 0, 0
            \\ stdu 0, -32(1)
            \\ mtlr 0
            \\ b %[begin]
            \\ nop
            ,
            .s390x =>
            \\ lgr %%r2, %%r15
            \\ lghi %%r0, -16
            \\ ngr %%r15, %%r0
            \\ aghi %%r15, -160
            \\ lghi %%r0, 0
            \\ stg %%r0, 0(%%r15)
            \\ jg %[begin]
            ,
            else => @compileError("no entry for this architecture"),
        }
        :
        : [begin] "X" (&begin),
          [start] "X" (&_start),
    );
}
