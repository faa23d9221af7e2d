import { grpcGo, testGrpcServer } from "./grpc-servers";

// Here, because grpc-go is compiled first.
testGrpcServer(grpcGo());
