/* Looks up a name, of the family 4, 6 or 0, as any program does. Prints the addresses, one a line; exits with 0 if there are some. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

int main(int argc, char **argv) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    char text[INET6_ADDRSTRLEN];
    if (argc != 3) return 2;
    hints.ai_family = argv[2][0] == '4' ? AF_INET : argv[2][0] == '6' ? AF_INET6 : AF_UNSPEC;
    int error = getaddrinfo(argv[1], NULL, &hints, &found);
    if (error) {
        fprintf(stderr, "%s\n", gai_strerror(error));
        return 1;
    }
    for (; found; found = found->ai_next) {
        int is_v4 = found->ai_family == AF_INET;
        const void *address = is_v4 ? (void *)&((struct sockaddr_in *)found->ai_addr)->sin_addr
                                    : (void *)&((struct sockaddr_in6 *)found->ai_addr)->sin6_addr;
        puts(inet_ntop(found->ai_family, address, text, sizeof text));
    }
    return 0;
}
