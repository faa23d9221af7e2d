/* Runs harness.ts with libFuzzer. The compilers of the build translate it to C, which is compiled with checked.h. */
#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "checked.h"

/* What harness.ts exports, by wasm2c's names, and what sets them. */
extern u32 (*Z_reserveZ_ii)(u32);
extern u32 (*Z_runZ_iv)(void);
extern u32 (*Z_findingStartZ_iv)(void);
extern u32 (*Z_findingLengthZ_iv)(void);
void init(void);

int is_exhausted;
static jmp_buf exhausted;
static u32 exhaustions;
/* By the letter of what is used. */
static u32 executions[256];
/* Only these letters are tried; NULL for all. */
static const char *only;

/* Ends the process: libFuzzer writes the input to a file. */
static _Noreturn void find(const char *words, int length) {
  fprintf(stderr, "FINDING: %.*s\n", length, words);
  abort();
}

_Noreturn void trap(void) {
  if (is_exhausted) longjmp(exhausted, 1);
  find("a trap", 6);
}

static void report(void) {
  fprintf(stderr, "fuzzer: %u inputs needed more than %u KiB\nfuzzer: executions:", exhaustions, MEMORY_SIZE >> 10);
  for (int i = 0; i < 256; i++)
    if (executions[i] > 1000 && i > ' ' && i < 127) fprintf(stderr, " %c %u", i, executions[i]);
  fprintf(stderr, "\n");
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
  if (mmap(SANDBOX, SANDBOX_SIZE, PROT_NONE, flags, -1, 0) != SANDBOX ||
      mprotect(at(MEMORY_START), MEMORY_SIZE, PROT_READ | PROT_WRITE) != 0) {
    perror("fuzzer: no memory");
    exit(1);
  }
  atexit(report);
  only = getenv("FUZZ_ONLY");
  return 0;
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t length) {
  static u32 used = MEMORY_SIZE;
  if (only != NULL && (length == 0 || bytes[0] == 0 || strchr(only, bytes[0]) == NULL)) return 0;
  memset(at(MEMORY_START), 0, used);
  /* If this input traps, all of the memory may have been used. */
  used = MEMORY_SIZE;
  is_exhausted = 0;
  if (length > 0) executions[bytes[0]]++;
  /*
   * The harness itself needs memory, most of all if it repeats a check, so using up the memory is not a finding; properties/memory.test.ts
   * has the worst inputs. But no peer of TLS or gRPC may use it up.
   */
  if (setjmp(exhausted)) {
    if (bytes[0] == 'T' || bytes[0] == 'G') find("memory is used up", 17);
    exhaustions++;
    return 0;
  }
  init();
  memcpy(at(Z_reserveZ_ii(length)), bytes, length);
  if (!Z_runZ_iv()) {
    u32 words = Z_findingStartZ_iv();
    find((const char *)at(words), Z_findingLengthZ_iv());
  }
  /* Allocations are a stack that only grows. */
  used = Z_reserveZ_ii(1) + 16 - MEMORY_START;
  return 0;
}
