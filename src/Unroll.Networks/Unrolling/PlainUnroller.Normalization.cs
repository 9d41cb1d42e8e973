using System;
using Unroll.Networks.Layers;

namespace Unroll.Networks.Unrolling;

// Layer normalisation of the gates (after Ba, Kiros and Hinton 2016), each gate by itself over its H units, whatever feeds it.
sealed unsafe partial class PlainUnroller<TCell, T>
{
    // Added to the variance, so that units that are all alike do not divide by zero.
    const double VarianceFloor = 1e-5;

    T* Normalized(int place, int gate) => _normal + ((long)place * G + gate) * (H + 1);

    // x̂ = (p − mean) / √(variance + 1e-5); the gate reads gain ⊙ x̂ + bias.
    void Normalize(RecurrentWeights<T> weights, int place)
    {
        for (var gate = 0; gate < G; gate++)
        {
            T* values = Gates(place) + gate * H, normalized = Normalized(place, gate);
            var (mean, variance) = Moments(values);
            var inverse = T.One / T.Sqrt(variance + T.CreateTruncating(VarianceFloor));
            normalized[H] = inverse;
            for (var j = 0; j < H; j++)
            {
                normalized[j] = (values[j] - mean) * inverse;
                values[j] = weights.Gain.Data[gate * H + j] * normalized[j] + (weights.HasBias ? weights.Bias.Data[gate * H + j] : T.Zero);
            }
        }
    }

    (T Mean, T Variance) Moments(T* values)
    {
        var count = T.CreateTruncating(H);
        T sum = T.Zero, squares = T.Zero;
        for (var j = 0; j < H; j++)
            sum += values[j];
        var mean = sum / count;
        for (var j = 0; j < H; j++)
            squares += (values[j] - mean) * (values[j] - mean);
        return (mean, squares / count);
    }

    // From gradients of what the gates read to those of p: with d = gain ⊙ gradient, dp = (d − mean(d) − x̂ mean(d ⊙ x̂)) / √(variance + 1e-5).
    void NormalizeBackward(RecurrentWeights<T> weights, int place, T* gainSums)
    {
        var count = T.CreateTruncating(H);
        for (var gate = 0; gate < G; gate++)
        {
            T* gradients = Gates(place) + gate * H, normalized = Normalized(place, gate);
            T sum = T.Zero, product = T.Zero;
            for (var j = 0; j < H; j++)
            {
                gainSums[gate * H + j] += gradients[j] * normalized[j];
                gradients[j] *= weights.Gain.Data[gate * H + j];
                sum += gradients[j];
                product += gradients[j] * normalized[j];
            }
            for (var j = 0; j < H; j++)
                gradients[j] = (gradients[j] - sum / count - normalized[j] * product / count) * normalized[H];
        }
    }
}
