// grpc-go with its own health implementation. The arguments are those of server.mjs.
package main

import (
	"fmt"
	"log"
	"net"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	pb "google.golang.org/grpc/health/grpc_health_v1"
)

func follow(statuses *health.Server, file string) {
	for ; ; time.Sleep(50 * time.Millisecond) {
		status := pb.HealthCheckResponse_NOT_SERVING
		if _, err := os.Stat(file); err == nil {
			status = pb.HealthCheckResponse_SERVING
		}
		statuses.SetServingStatus("", status)
	}
}

func main() {
	network, address := "tcp", os.Args[1]
	if strings.HasPrefix(address, "unix:") {
		network, address = "unix", strings.TrimPrefix(address, "unix:")
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		log.Fatal(err)
	}
	options := []grpc.ServerOption{}
	if len(os.Args) > 4 {
		tls, err := credentials.NewServerTLSFromFile(os.Args[4], os.Args[3])
		if err != nil {
			log.Fatal(err)
		}
		options = append(options, grpc.Creds(tls))
	}
	server := grpc.NewServer(options...)
	if os.Args[2] == "health" {
		statuses := health.NewServer()
		// In a container: it is serving while this file is there.
		if file := os.Getenv("SERVING_FILE"); file != "" {
			go follow(statuses, file)
		}
		statuses.SetServingStatus("shop.Orders", pb.HealthCheckResponse_NOT_SERVING)
		statuses.SetServingStatus("shop.Unknown", pb.HealthCheckResponse_UNKNOWN)
		pb.RegisterHealthServer(server, statuses)
	}
	// Over a Unix socket there is no port, but one is waited for.
	port := 1
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok {
		port = tcp.Port
	}
	fmt.Printf("listening on %d\n", port)
	log.Fatal(server.Serve(listener))
}
