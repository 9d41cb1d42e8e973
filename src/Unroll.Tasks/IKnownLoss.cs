namespace Unroll.Tasks;

/// <summary>A task of which it is known how small its loss can become: a loss that stays flat there is no trouble.</summary>
public interface IKnownLoss
{
    /// <summary>The mean loss of a target of whoever knows everything that can be known; 0 where every answer follows from what was read.</summary>
    double LeastLossPerTarget { get; }
}
