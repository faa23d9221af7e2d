/*
 * A server that answers HTTP and gRPC checks on one port, with the same work as far as possible: one connection after the other, one read and
 * one write for a check that sends all it has at once. So the times of two checks differ by what the clients do. Prints its port.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
#define PREFACE_LENGTH 24
#define HEADER 9

enum { DATA = 0, HEADERS = 1, SETTINGS = 4, PING = 6 };
/* The flag ACK of SETTINGS and PING is END_STREAM of others. */
enum { NO_FLAG = 0, END_STREAM = 1, ACK = 1, END_HEADERS = 4 };

static const char HTTP[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
/* `:status: 200` and `content-type: application/grpc`; a HealthCheckResponse with SERVING; `grpc-status: 0`. */
static const char RESPONSE[] = "\x88\x0f\x10\x10" "application/grpc";
static const char SERVING[] = "\0\0\0\0\2\x08\x01";
static const char TRAILERS[] = "\0\x0bgrpc-status\x01" "0";

static unsigned char in[65536];
static size_t received;
static unsigned char out[65536];
static size_t pending;

/* Appends a frame (RFC 9113 §4.1); if there is no room, the connection ends early and the check fails. */
static void put(int type, int flags, const unsigned char *stream, const void *payload, size_t length) {
  static const unsigned char connection[4];
  if (pending + HEADER + length > sizeof out) return;
  unsigned char *to = out + pending;
  to[0] = length >> 16, to[1] = length >> 8, to[2] = length, to[3] = type, to[4] = flags;
  memcpy(to + 5, stream ? stream : connection, 4);
  memcpy(to + HEADER, payload, length);
  pending += HEADER + length;
}

/* Answers a whole frame. */
static void answer(const unsigned char *frame, size_t length) {
  int type = frame[3], flags = frame[4];
  const unsigned char *stream = frame + 5;
  if (type == SETTINGS && !(flags & ACK)) put(SETTINGS, ACK, NULL, "", 0);
  if (type == PING && !(flags & ACK)) put(PING, ACK, NULL, frame + HEADER, length);
  if ((type == DATA || type == HEADERS) && (flags & END_STREAM)) {
    put(HEADERS, END_HEADERS, stream, RESPONSE, sizeof RESPONSE - 1);
    put(DATA, NO_FLAG, stream, SERVING, sizeof SERVING - 1);
    put(HEADERS, END_HEADERS | END_STREAM, stream, TRAILERS, sizeof TRAILERS - 1);
  }
}

/* Receives more. Returns whether there was anything. */
static int receive(int peer) {
  ssize_t count = recv(peer, in + received, sizeof in - received, 0);
  if (count <= 0) return 0;
  received += count;
  return 1;
}

static int flush(int peer) {
  int is_sent = pending == 0 || send(peer, out, pending, MSG_NOSIGNAL) == (ssize_t)pending;
  pending = 0;
  return is_sent;
}

/* A connection of HTTP/2, until the client closes it. */
static void serve_calls(int peer) {
  while (received < PREFACE_LENGTH)
    if (!receive(peer)) return;
  if (memcmp(in, PREFACE, PREFACE_LENGTH) != 0) return;
  size_t used = PREFACE_LENGTH;
  put(SETTINGS, NO_FLAG, NULL, "", 0);
  do {
    while (received - used >= HEADER) {
      size_t length = in[used] << 16 | in[used + 1] << 8 | in[used + 2];
      if (received - used < HEADER + length) break;
      answer(in + used, length);
      used += HEADER + length;
    }
    memmove(in, in + used, received - used);
    received -= used;
    used = 0;
  } while (flush(peer) && receive(peer));
}

static void serve(int peer) {
  received = pending = 0;
  if (!receive(peer)) return;
  if (memcmp(in, PREFACE, received < 4 ? received : 4) == 0) {
    serve_calls(peer);
    return;
  }
  while (received < sizeof in && memmem(in, received, "\r\n\r\n", 4) == NULL)
    if (!receive(peer)) return;
  send(peer, HTTP, sizeof HTTP - 1, MSG_NOSIGNAL);
}

int main(void) {
  struct sockaddr_in at = {.sin_family = AF_INET};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&at, size) != 0 || listen(listener, 4096) != 0) return 1;
  if (getsockname(listener, (struct sockaddr *)&at, &size) != 0) return 1;
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);
  /* A check that hangs does not stop the next one for ever. */
  struct timeval limit = {.tv_sec = 10};
  for (;;) {
    int peer = accept(listener, NULL, NULL);
    if (peer < 0) return 1;
    setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    serve(peer);
    close(peer);
  }
}
