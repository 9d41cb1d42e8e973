using Unroll.Training;

namespace Unroll.Tasks;

/// <summary>A task's memory of nothing but which data it was made of: it takes up only what was saved with the same data, and says so of others.</summary>
public interface IDataFingerprint : ITaskMemory;
