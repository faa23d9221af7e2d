/*
 * Runs commands and reports what each cost. It is small so that it adds little: no interpreter runs between two commands, and vfork()
 * starts them.
 *
 *   runner time     for each line: nanoseconds of wall time, microseconds of processor time
 *   runner memory   for each line: the most kibibytes that were resident
 *
 * A line of standard input has, separated by tabs, how many processes run at once, after how many milliseconds they are killed, and their
 * command. The figures are followed by how many failed and how many of these were killed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_PARTS 64
#define MAX_AT_ONCE 4096

static int is_for_memory;
static char *parts[MAX_PARTS + 1];
static volatile pid_t running[MAX_AT_ONCE];
static volatile int started;
static volatile int killed;

static void kill_all(int signal) {
  for (int i = 0; i < started; i++) {
    if (running[i] > 0 && kill(running[i], SIGKILL) == 0) killed++;
  }
}

static void arm(long milliseconds) {
  struct itimerval limit = {.it_value = {milliseconds / 1000, milliseconds % 1000 * 1000}};
  setitimer(ITIMER_REAL, &limit, NULL);
}

static pid_t start(int nowhere) {
  pid_t child = vfork();
  if (child != 0) return child;
  for (int file = 0; file <= 2; file++) dup2(nowhere, file);
  if (is_for_memory) ptrace(PTRACE_TRACEME, 0, NULL, NULL);
  execv(parts[2], parts + 2);
  _exit(127);
}

/* The number after a name in a file of /proc, or 0. */
static long field(pid_t child, const char *file, const char *name) {
  char text[8192];
  snprintf(text, sizeof text, "/proc/%d/%s", child, file);
  int opened = open(text, O_RDONLY);
  if (opened < 0) return 0;
  ssize_t length = read(opened, text, sizeof text - 1);
  close(opened);
  text[length > 0 ? length : 0] = 0;
  char *found = strstr(text, name);
  return found ? atol(found + strlen(name)) : 0;
}

/*
 * Stops the child at its end and reads its memory from smaps_rollup, which counts pages. wait4(2) never reports less than the memory of the
 * process that started it (fs/exec.c), and some kernels count in steps of 128 KiB or more, also for VmHWM.
 */
static long peak(pid_t child, int *status) {
  long most = 0;
  int is_first = 1;
  while (waitpid(child, status, 0) == child && WIFSTOPPED(*status)) {
    int signal = WSTOPSIG(*status);
    if (is_first) ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)(PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL));
    if (*status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
      long counted = field(child, "status", "VmHWM:");
      long walked = field(child, "smaps_rollup", "\nRss:");
      most = counted > walked ? counted : walked;
    }
    /* The first stop is the exec. */
    ptrace(PTRACE_CONT, child, NULL, (void *)(long)(is_first || signal == SIGTRAP ? 0 : signal));
    is_first = 0;
  }
  return most;
}

static void forget(pid_t child) {
  for (int i = 0; i < started; i++) {
    if (running[i] == child) running[i] = 0;
  }
}

static void measure(int count, int nowhere) {
  struct timespec before, after;
  long microseconds = 0, kibibytes = 0;
  int failed = 0;
  clock_gettime(CLOCK_MONOTONIC, &before);
  for (started = 0; started < count; started++) running[started] = start(nowhere);
  for (int i = 0; i < count; i++) {
    int status;
    pid_t child;
    if (is_for_memory) {
      child = running[i];
      long most = peak(child, &status);
      if (most > kibibytes) kibibytes = most;
    } else {
      struct rusage usage;
      child = wait4(-1, &status, 0, &usage);
      microseconds += usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
      microseconds += (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000;
    }
    forget(child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) failed++;
  }
  clock_gettime(CLOCK_MONOTONIC, &after);
  long nanoseconds = (after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec;
  if (is_for_memory) printf("%ld %d %d\n", kibibytes, failed, killed);
  else printf("%ld %ld %d %d\n", nanoseconds, microseconds, failed, killed);
  fflush(stdout);
}

int main(int argc, char **argv) {
  static char line[16384];
  if (argc != 2) return 1;
  is_for_memory = strcmp(argv[1], "memory") == 0;
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  /* Interrupted calls are restarted: after the limit, wait continues until the killed processes have ended. */
  struct sigaction action = {.sa_handler = kill_all, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    int part = 0;
    for (char *next = strtok(line, "\t"); next && part < MAX_PARTS; next = strtok(NULL, "\t")) parts[part++] = next;
    parts[part] = NULL;
    int count = part > 2 ? atoi(parts[0]) : 0;
    if (count < 1 || count > MAX_AT_ONCE) return 1;
    killed = 0;
    arm(atol(parts[1]));
    measure(count, nowhere);
    arm(0);
  }
  return 0;
}
