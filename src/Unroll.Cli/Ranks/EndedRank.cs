namespace Unroll.Cli.Ranks;

/// <summary>A rank of this host that has ended.</summary>
/// <param name="Rank">Its number.</param>
/// <param name="HadDone">Whether it had done its part.</param>
readonly record struct EndedRank(int Rank, bool HadDone);
