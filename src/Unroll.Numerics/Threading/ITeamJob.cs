namespace Unroll.Numerics.Threading;

/// <summary>Work that can be cut into parts which write to separate memory, so that the result does not depend on who does which part.</summary>
public interface ITeamJob
{
    /// <summary>Does part <paramref name="part"/> of <paramref name="parts"/>.</summary>
    void Execute(int part, int parts);
}
