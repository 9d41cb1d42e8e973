using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Numbers;

namespace Unroll.Tasks.Tests.Numbers;

/// <summary>The lecture's formula, which the engine has not, against the numbers that it prints; and the engine against the right ones.</summary>
public sealed class CountingLectureTests
{
    const double Printed = 0.00051;   // the lecture prints four digits, of a computation with rounded steps

    static Grid Rows(int rows, int columns, IReadOnlyList<double> values) => new(rows, columns, [.. values]);

    static readonly Grid[] s_inputs = [Rows(1, 3, [1, 0, 0]), Rows(1, 3, [0, 0, 0])];
    static readonly Grid[] s_targets = [Rows(1, 3, [0, 1, 0]), Rows(1, 3, [0, 0, 1])];

    // Of the lecture: sum over t of h(t-1)ᵀ δ(t) Vᵀ (Wᵀ)^(t-1), and x(t) in the place of h(t-1) for U.
    static (Grid V, Grid W, Grid U, double Rmse) Formula(Grid v, Grid w, Grid u)
    {
        var before = Rows(1, 2, [0, 0]);
        var (dv, dw, du, squares) = (v * 0, w * 0, u * 0, 0.0);
        var power = Rows(2, 2, [1, 0, 0, 1]);
        for (var t = 0; t < 2; t++)
        {
            var h = before * w + s_inputs[t] * u;
            var error = h * v - s_targets[t];
            squares += error.Values.Sum(value => value * value);
            dv += h.Transpose() * error * 2;
            dw += before.Transpose() * error * 2 * v.Transpose() * power;
            du += s_inputs[t].Transpose() * error * 2 * v.Transpose() * power;
            (before, power) = (h, power * w.Transpose());
        }
        return (dv, dw, du, Math.Sqrt(squares / 2));
    }

    [Fact]
    public void Formula_AtTheStart_GivesWhatTheLecturePrints()
    {
        var (dv, dw, du, _) = Formula(Rows(2, 3, CountingExample.Output), Rows(2, 2, CountingExample.Recurrent), Rows(3, 2, CountingExample.Input));
        AssertNear([1.4286, 1.1098, 1.5462, 3.5941, 0.2438, 1.5647], dv);
        AssertNear([0.3203, -0.7019, -1.8805, 4.1222], dw);
        AssertNear([0.2785, 0.7130, 0, 0, 0, 0], du);
    }

    [Fact]
    public void Formula_Trained_TakesTheLectures56Evaluations()
    {
        var (v, w, u) = (Rows(2, 3, CountingExample.Output), Rows(2, 2, CountingExample.Recurrent), Rows(3, 2, CountingExample.Input));
        var (evaluations, before) = (0, double.NaN);
        while (true)
        {
            var (dv, dw, du, rmse) = Formula(v, w, u);
            evaluations++;
            if (Math.Abs(rmse - before) < 1e-4)
                break;
            before = rmse;
            (v, w, u) = (v - dv * 0.1, w - dw * 0.1, u - du * 0.1);
        }
        Assert.Equal(56, evaluations);
        AssertNear([0.0007, -0.9555, -0.4747, -0.0001, 0.3239, -0.4533], v);
        AssertNear([0.2870, 0.4962, -0.4082, -1.5386], w);
        AssertNear([-0.7724, 0.8089], Rows(1, 2, u.Values[..2]));
    }

    [Fact]
    public void Engine_AtTheStart_GivesTheRightGradients()
    {
        var metrics = new CountingTask<double>(new TaskSetting(0, 1, 1)).Evaluate(CountingExample.Start(), WorkerTeam.Single);
        var right = new Dictionary<string, double>
        {
            ["start.dW[1,1]"] = 0.524829,
            ["start.dW[1,2]"] = 0.381186,
            ["start.dW[2,1]"] = -3.081906,
            ["start.dW[2,2]"] = -2.238403,
            ["start.dU[1,1]"] = -1.768185,
            ["start.dU[1,2]"] = 5.198813,
            ["start.says1"] = 1,
            ["start.says2"] = 3,
        };
        Assert.All(right, pair => Assert.Equal(pair.Value, metrics[pair.Key], 5.1e-7));
    }

    static void AssertNear(double[] expected, Grid actual) =>
        Assert.All(expected.Zip(actual.Values), pair => Assert.Equal(pair.First, pair.Second, Printed));
}
