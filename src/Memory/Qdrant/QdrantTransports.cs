namespace Rag.Memory.Qdrant;

/// <summary>What carries calls: gRPC by Qdrant.Client, or REST over connections of the caller's.</summary>
internal static class QdrantTransports
{
    /// <param name="http">The caller's connections, for REST; null for gRPC.</param>
    public static IQdrantTransport Open(QdrantOptions options, HttpClient? http) =>
        http is null ? new Grpc.GrpcTransport(options) : new RestTransport(options, http);
}
