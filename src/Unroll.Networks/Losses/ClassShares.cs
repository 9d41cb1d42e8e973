using System.Numerics;

namespace Unroll.Networks.Losses;

/// <summary>How much of a target goes to each class: (1 − ε) · weight to the class wanted, ε / classes · weight to every class.</summary>
readonly unsafe struct ClassShares<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Shares of these classes.</summary>
    /// <param name="weights">What each class counts, filled up with zeros to whole lanes; null where all count 1.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="smoothing">ε, from 0 to 1.</param>
    /// <param name="scale">What every gradient is multiplied by.</param>
    public ClassShares(T* weights, int classes, double smoothing, double scale)
    {
        Weights = weights;
        Smoothing = smoothing;
        Scale = scale;
        Even = smoothing / classes;
        double sum = weights == null ? classes : 0;
        for (var c = 0; weights != null && c < classes; c++)
            sum += double.CreateTruncating(weights[c]);
        WeightSum = sum;
    }

    /// <summary>What each class counts; null where all count 1.</summary>
    public T* Weights { get; }

    /// <summary>ε.</summary>
    public double Smoothing { get; }

    /// <summary>What every gradient is multiplied by.</summary>
    public double Scale { get; }

    /// <summary>The share of every class, ε / classes, before its weight.</summary>
    public double Even { get; }

    /// <summary>The weights of all classes together.</summary>
    public double WeightSum { get; }

    /// <summary>What the class wanted gets beside its even share.</summary>
    public double Wanted(int target) => (1 - Smoothing) * (Weights == null ? 1 : double.CreateTruncating(Weights[target]));
}
