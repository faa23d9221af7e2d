/*
 * The machine of src/native/wasm.h without its second fence. Where that one makes every address one within the memory, an access here goes
 * where it says: the memory stands at the start of all that an address and its constant can reach, and nothing behind it is mapped, so that an
 * access which leaves the memory ends the process. It is a finding: the code is to need no second fence.
 */
#include "../../src/native/wasm.h"

/* Any address that nothing else uses, and a constant one, which is what makes accesses fast. */
#define SANDBOX ((u8 *)0x200000000000ull)
#define SANDBOX_SIZE (0x100000000ull + MAX_OFFSET + 8)

#undef ALIGNED
#define ALIGNED(address, offset, bits) __builtin_assume_aligned(SANDBOX + (u64)(address) + offset, bits / 8)

DEFINE_LOAD(free_load_i32, 32, u32, u32)
DEFINE_LOAD(free_load_i64, 64, u64, u64)
DEFINE_LOAD(free_load_i32_8_s, 8, s8, u32)
DEFINE_LOAD(free_load_i32_8_u, 8, u8, u32)
DEFINE_LOAD(free_load_i32_16_s, 16, s16, u32)
DEFINE_LOAD(free_load_i32_16_u, 16, u16, u32)
DEFINE_STORE(free_store_i32, 32, u32)
DEFINE_STORE(free_store_i64, 64, u64)
DEFINE_STORE(free_store_i32_8, 8, u32)
DEFINE_STORE(free_store_i32_16, 16, u32)

/* The macros of wasm.h call these by name. */
#define load_i32 free_load_i32
#define load_i64 free_load_i64
#define load_i32_8_s free_load_i32_8_s
#define load_i32_8_u free_load_i32_8_u
#define load_i32_16_s free_load_i32_16_s
#define load_i32_16_u free_load_i32_16_u
#define store_i32 free_store_i32
#define store_i64 free_store_i64
#define store_i32_8 free_store_i32_8
#define store_i32_16 free_store_i32_16

/* To tell a trap for want of memory from all others. */
extern int is_exhausted;
#undef wasm_rt_grow_memory
#define wasm_rt_grow_memory(m, delta) (is_exhausted = 1, 0xffffffffu)

/* Unpacking takes longer than most inputs do: it is done once, into the memory of wasm.h, and copied from there. */
static void unpack_once(const u8 *packed, u32 packed_size) {
  static u32 end = 0;
  if (end == 0) {
    unpack(packed, packed_size);
    for (end = MEMORY_SIZE; memory[end - 1] == 0; end--) continue;
  }
  __builtin_memcpy(SANDBOX, memory, end);
}
#define unpack unpack_once
