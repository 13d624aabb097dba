namespace Rag.Memory.Qdrant;

/// <summary>What is asked of Qdrant. Bodies and results are those of its REST API, whatever carries them.</summary>
internal enum QdrantCall
{
    ListCollections,
    ListAliases,
    ChangeAliases,
    CollectionExists,
    CreateCollection,
    DeleteCollection,
    CreateIndex,
    UpsertPoints,
    DeletePoints,
    GetPoints,
    CountPoints,
    ScrollPoints,
    QueryPoints,
    QueryBatch,
}
