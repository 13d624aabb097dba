namespace Rag.Memory.Qdrant;

/// <summary>What carries calls in this build: REST, or, with <c>-p:Packages=full</c>, gRPC by Qdrant.Client.</summary>
internal static class QdrantTransports
{
    /// <param name="http">The caller's connections, for REST in both builds; null for a transport's own.</param>
    public static IQdrantTransport Open(QdrantOptions options, HttpClient? http) =>
#if PACKAGES_FULL
        http is null ? new Grpc.GrpcTransport(options) : new RestTransport(options, http);
#else
        new RestTransport(options, http);
#endif
}
