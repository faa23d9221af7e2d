/*
 * The floor of all figures: the least that a check costs on this machine. `floor PORT [PATH]` connects to 127.0.0.1 and exits with 0 if
 * the port accepts and, with a path, if the status is 200 to 399. It has no names, no options, no deadline and no message.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char buffer[512];

/* Whether this is `HTTP/1.x 2xx` or `3xx`. */
static int is_healthy(const char *line) {
  return memcmp(line, "HTTP/1.", 7) == 0 && line[8] == ' ' && (line[9] == '2' || line[9] == '3');
}

int main(int argc, char **argv) {
  if (argc < 2) return 1;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int peer = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(peer, (struct sockaddr *)&to, sizeof to) != 0) return 1;
  if (argc == 2) return 0;

  if (strlen(argv[2]) > 256) return 1;
  strcpy(buffer, "GET ");
  strcat(buffer, argv[2]);
  strcat(buffer, " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
  size_t length = strlen(buffer);
  if (send(peer, buffer, length, 0) != (ssize_t)length) return 1;

  size_t received = 0;
  while (received < sizeof buffer && memchr(buffer, '\n', received) == NULL) {
    ssize_t count = recv(peer, buffer + received, sizeof buffer - received, 0);
    if (count <= 0) return 1;
    received += count;
  }
  return received > 12 && is_healthy(buffer) ? 0 : 1;
}
