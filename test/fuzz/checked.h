/*
 * src/native/wasm.h beside a sanitizer, which needs the addresses below 4 GiB. So the memory, and everything that an address and its offset
 * can reach, is elsewhere. Only the memory is mapped there: an access outside of it ends the process, which is a finding.
 */

/* Any unused address. It is constant, so that accesses are fast. */
#define ADDRESS_ZERO 0x200000000000ull
#include "../../src/native/wasm.h"

#define SANDBOX ((void *)ADDRESS_ZERO)
#define SANDBOX_SIZE (0x100000000ull + MAX_OFFSET + 8)
/* The largest offset that build/native/c.ts allows. */
#define MAX_OFFSET 65536u

/* Whether a trap is for lack of memory. */
extern int is_exhausted;
#undef wasm_rt_grow_memory
#define wasm_rt_grow_memory(m, delta) (is_exhausted = 1, 0xffffffffu)

/* Unpacking takes longer than most inputs, so it is done once and then copied. */
static void unpack_once(const u8 *packed, u32 packed_size) {
  static u8 image[65536];
  static u32 end = 0;
  u8 *memory = at(MEMORY_START);
  if (end == 0) {
    unpack(packed, packed_size);
    for (end = sizeof image; memory[end - 1] == 0; end--) continue;
    __builtin_memcpy(image, memory, end);
  }
  __builtin_memcpy(memory, image, end);
}
#define unpack unpack_once
