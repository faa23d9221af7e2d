/*
 * A core with the fault that the first argument names. The sanitizers must find each, so that their silence about the real core means
 * something.
 */
#include "wasm.h"

u32 Z_hostZ_argumentZ_iiii(u32 index, u32 to, u32 capacity);
void Z_hostZ_exitZ_vi(u32 status);

/* Any address in WebAssembly's memory. */
#define PLACE (MEMORY_START + 1024u)

static u32 misdeed(u32 kind, volatile u32 *one) {
  volatile u8 never_written[64];
  switch (kind) {
    case 'b': /* behind the memory */
      return i32_load(0, MEMORY_START + MEMORY_SIZE * *one, 0);
    case 'e': /* the last byte of an access beyond the end */
      return i32_load(0, MEMORY_START + MEMORY_SIZE - 4, 4 * *one);
    case 'n': /* null */
      return i32_load(0, 4 * (*one - 1), 0);
    case 'a': /* not aligned, where wasm.h promises that it is */
      return i32_load(0, PLACE + *one, 0);
    case 'o': /* an overflow of a signed number */
      return (u32)(0x7fffffff + (s32)*one);
    case 's': /* a shift by too much */
      return *one << (31 + *one);
    case 'u': /* a decision on what was never written */
      return never_written[*one];
    case 'w': /* an address that is nobody's */
      return *(volatile u32 *)(uintptr_t)(4096 * *one);
    default: /* nothing wrong */
      return 0;
  }
}

static void run(void) {
  volatile u32 one = 1;
  Z_hostZ_argumentZ_iiii(1, PLACE, 8);
  Z_hostZ_exitZ_vi(misdeed(i32_load8_u(0, PLACE, 0), &one));
}

void init(void) {}
void (*Z_mainZ_vv)(void) = run;

const u32 memory_start = MEMORY_START, memory_size = MEMORY_SIZE;
