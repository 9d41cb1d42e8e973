using System;

namespace Unroll.Training.Tests.Optimizers;

/// <summary>
/// The formulas in doubles, one parameter at a time, as PyTorch's documentation has them (torch.optim, algorithm boxes of SGD, Adam, AdamW, RMSprop, Adagrad, Adadelta, NAdam, RAdam),
/// and Lion's as in algorithm 2 of Chen et al. 2023, "Symbolic discovery of optimization algorithms". Slow, plain, and written without a look at the rules.
/// </summary>
static class PlainOptimizers
{
    /// <summary>An update of one parameter: value, gradient, its state, rate and update number from 1.</summary>
    internal delegate double Step(double value, double gradient, double[] state, double rate, long update);

    internal static Step Sgd(double momentum, bool nesterov, double decay, double dampening = 0) => (p, g, state, rate, t) =>
    {
        g += decay * p;
        if (momentum != 0)
        {
            state[0] = t == 1 ? g : momentum * state[0] + (1 - dampening) * g;
            g = nesterov ? g + momentum * state[0] : state[0];
        }
        return p - rate * g;
    };

    internal static Step Adam(double beta1, double beta2, double epsilon, double decay, bool amsgrad = false) => (p, g, state, rate, t) =>
    {
        g += decay * p;
        return p - rate * AdamDirection(g, state, t, beta1, beta2, epsilon, amsgrad);
    };

    internal static Step AdamW(double beta1, double beta2, double epsilon, double decay) => (p, g, state, rate, t) =>
    {
        p -= rate * decay * p;
        return p - rate * AdamDirection(g, state, t, beta1, beta2, epsilon);
    };

    static double AdamDirection(double g, double[] state, long t, double beta1, double beta2, double epsilon, bool amsgrad = false)
    {
        state[0] = beta1 * state[0] + (1 - beta1) * g;
        state[1] = beta2 * state[1] + (1 - beta2) * g * g;
        var mean = state[0] / (1 - Math.Pow(beta1, t));
        state[2] = Math.Max(state[2], state[1]);
        var square = (amsgrad ? state[2] : state[1]) / (1 - Math.Pow(beta2, t));
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

    /// <summary>Decoupled weight decay before the step of another formula (Loshchilov and Hutter 2019).</summary>
    internal static Step Decoupled(double decay, Step inner) => (p, g, state, rate, t) => inner(p - rate * decay * p, g, state, rate, t);

    internal static Step NAdam(double beta1, double beta2, double epsilon, double momentumDecay, double decay) => (p, g, state, rate, t) =>
    {
        double Mu(long i) => beta1 * (1 - 0.5 * Math.Pow(0.96, i * momentumDecay));
        g += decay * p;
        state[0] = beta1 * state[0] + (1 - beta1) * g;
        state[1] = beta2 * state[1] + (1 - beta2) * g * g;
        var (product, productNext) = (1.0, 1.0);
        for (var i = 1L; i <= t + 1; i++)
        {
            product *= i <= t ? Mu(i) : 1;
            productNext *= Mu(i);
        }
        var mean = Mu(t + 1) * state[0] / (1 - productNext) + (1 - Mu(t)) * g / (1 - product);
        var square = state[1] / (1 - Math.Pow(beta2, t));
        return p - rate * mean / (Math.Sqrt(square) + epsilon);
    };

    internal static Step RAdam(double beta1, double beta2, double epsilon, double decay) => (p, g, state, rate, t) =>
    {
        g += decay * p;
        state[0] = beta1 * state[0] + (1 - beta1) * g;
        state[1] = beta2 * state[1] + (1 - beta2) * g * g;
        var mean = state[0] / (1 - Math.Pow(beta1, t));
        var longest = 2 / (1 - beta2) - 1;
        var length = longest - 2 * t * Math.Pow(beta2, t) / (1 - Math.Pow(beta2, t));
        if (length <= 5)
            return p - rate * mean;
        var adaptive = Math.Sqrt(1 - Math.Pow(beta2, t)) / (Math.Sqrt(state[1]) + epsilon);
        var rectification = Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
        return p - rate * mean * rectification * adaptive;
    };

    internal static Step Lion(double beta1, double beta2) => (p, g, state, rate, t) =>
    {
        var direction = Math.Sign(beta1 * state[0] + (1 - beta1) * g);
        state[0] = beta2 * state[0] + (1 - beta2) * g;
        return p - rate * direction;
    };
}
