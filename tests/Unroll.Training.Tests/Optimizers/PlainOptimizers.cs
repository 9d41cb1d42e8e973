using System;

namespace Unroll.Training.Tests.Optimizers;

/// <summary>The formulas in doubles, one parameter at a time, as PyTorch's documentation has them. Slow, plain, and written without a look at the rules.</summary>
static class PlainOptimizers
{
    /// <summary>An update of one parameter: value, gradient, its state, rate and update number from 1.</summary>
    internal delegate double Step(double value, double gradient, double[] state, double rate, long update);

    internal static Step Sgd(double momentum, bool nesterov, double decay) => (p, g, state, rate, t) =>
    {
        g += decay * p;
        if (momentum != 0)
        {
            state[0] = t == 1 ? g : momentum * state[0] + g;
            g = nesterov ? g + momentum * state[0] : state[0];
        }
        return p - rate * g;
    };

    internal static Step Adam(double beta1, double beta2, double epsilon, double decay) => (p, g, state, rate, t) =>
    {
        g += decay * p;
        return p - rate * AdamDirection(g, state, t, beta1, beta2, epsilon);
    };

    internal static Step AdamW(double beta1, double beta2, double epsilon, double decay) => (p, g, state, rate, t) =>
    {
        p -= rate * decay * p;
        return p - rate * AdamDirection(g, state, t, beta1, beta2, epsilon);
    };

    static double AdamDirection(double g, double[] state, long t, double beta1, double beta2, double epsilon)
    {
        state[0] = beta1 * state[0] + (1 - beta1) * g;
        state[1] = beta2 * state[1] + (1 - beta2) * g * g;
        var mean = state[0] / (1 - Math.Pow(beta1, t));
        var square = state[1] / (1 - Math.Pow(beta2, t));
        return mean / (Math.Sqrt(square) + epsilon);
    }

    internal static Step RmsProp(double alpha, double epsilon, double momentum, bool centred, double decay) => (p, g, state, rate, t) =>
    {
        g += decay * p;
        state[0] = alpha * state[0] + (1 - alpha) * g * g;
        var square = state[0];
        if (centred)
        {
            state[1] = alpha * state[1] + (1 - alpha) * g;
            square -= state[1] * state[1];
        }
        var step = g / (Math.Sqrt(square) + epsilon);
        state[2] = momentum * state[2] + step;
        return p - rate * state[2];
    };

    internal static Step Adagrad(double rateDecay, double initial, double epsilon, double decay) => (p, g, state, rate, t) =>
    {
        g += decay * p;
        state[0] = (t == 1 ? initial : state[0]) + g * g;
        return p - rate / (1 + (t - 1) * rateDecay) * g / (Math.Sqrt(state[0]) + epsilon);
    };

    internal static Step Adadelta(double rho, double epsilon, double decay) => (p, g, state, rate, t) =>
    {
        g += decay * p;
        state[0] = rho * state[0] + (1 - rho) * g * g;
        var step = Math.Sqrt(state[1] + epsilon) / Math.Sqrt(state[0] + epsilon) * g;
        state[1] = rho * state[1] + (1 - rho) * step * step;
        return p - rate * step;
    };
}
